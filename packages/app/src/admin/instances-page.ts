import type { InstanceList } from '@node-chassis/core'
import type { Page } from './page.ts'
import type { Subject } from './subject.ts'

/** `/instances`: the lists that calls choose from, as last heard; `?service=` for one. Properties by name only. */
export function instancesPage({ parts: { invoker }, lists }: Subject): Page {
  return {
    method: 'GET',
    answer: (url) => {
      const wanted = url.searchParams.get('service')
      const services = [...lists.values()]
        .filter(({ target }) => wanted === null || target.service === wanted)
        .map(listed)
      return {
        status: 200,
        body: { services, called: invoker.metrics().services.map(({ service }) => service) }
      }
    }
  }
}

function listed({ target, revision, instances }: InstanceList): object {
  return {
    service: target.service,
    application: target.app,
    revision,
    instances: instances.map(({ id, version, status, endpoints, properties }) => ({
      id,
      version,
      status,
      endpoints,
      properties: Object.keys(properties)
    }))
  }
}
