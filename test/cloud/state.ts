import { PolicyStore } from './policy-store.ts'
import { configHandlers } from './config-store.ts'
import { errorReply } from './reply.ts'
import type { Asked, Handlers, Quirks, Reply } from './reply.ts'
import { PROJECT, engineDetail, engineSummary, job } from './examples.ts'

interface StoredJob {
  readonly type: string
  /** What each poll sees; the last one stays. */
  readonly steps: (readonly [status: string, done: number])[]
  /** The engine disappears after the last step. */
  readonly vanishes?: boolean
}

/** One tenant's things in the cloud. */
export class State {
  readonly jobs = new Map<string, StoredJob>([['70001', { type: 'Create', steps: [['Finished', 4]] }]])
  readonly engines: Record<string, unknown>[] = [engineSummary]
  readonly namespaces = [
    { namespace: '', namespaceShowName: 'public', quota: 200, configCount: 0, type: 0 }
  ] as {
    namespace: string
    namespaceShowName: string
    quota: number
    configCount: number
    type: number
  }[]
  readonly configs: Record<string, unknown>[] = []
  readonly quirks: Quirks = {
    createAnswersId: false,
    listsAreViews: false,
    camelKinds: true,
    rulesAs: 'json',
    longMessages: false
  }
  readonly #governance = new PolicyStore(this.quirks)
  readonly policies = this.#governance.policies
  readonly routes = this.#governance.routes

  error(status: number, code: string, message: string): Reply {
    return errorReply(this.quirks, status, code, message)
  }

  /** The operations that have a memory. */
  readonly handlers: Handlers = {
    listEngines: ({ query }) => {
      const offset = Number(query.get('offset'))
      const page = this.engines.slice(offset, offset + Number(query.get('limit')))
      // Past the end it repeats the last record.
      return { body: { total: this.engines.length, data: page.length === 0 ? this.engines.slice(-1) : page } }
    },
    listEngineFlavors: ({ query }) =>
      query.get('specType') === null
        ? this.error(400, 'SVCSTG.00501134', 'specType is invalid')
        : { body: undefined },
    getEngine: ({ params }) =>
      this.#isThere(params) ? { body: { ...engineDetail, ...this.#statusOf(params) } } : this.#gone(),
    deleteEngine: ({ params }) =>
      this.#isThere(params)
        ? { body: { id: params['engine_id'], name: 'cse-one', jobId: 70_001 } }
        : this.#gone(),
    getEngineJob: ({ params }) => {
      const stored = this.jobs.get(params['job_id']!)
      if (!this.#isThere(params)) return this.#gone()
      if (stored === undefined) return this.error(400, 'SVCSTG.00501153', 'job not exist')
      const [status, done] = stored.steps[0]!
      if (stored.steps.length > 1) stored.steps.shift()
      else if (stored.vanishes) this.engines.length = 0
      return { body: job(stored.type, status, done) }
    },
    ...this.#governance.handlers,
    ...configHandlers(this.configs),
    listNacosNamespaces: () => ({ body: { code: 200, message: null, data: this.namespaces } }),
    createNacosNamespace: ({ query }) => {
      const namespace = query.get('customNamespaceId')!
      if (this.namespaces.some((one) => one.namespace === namespace)) return { body: false }
      this.namespaces.push({
        namespace,
        namespaceShowName: query.get('namespaceName')!,
        quota: 200,
        configCount: 0,
        type: 2
      })
      return { body: true }
    },
    updateNacosNamespace: ({ query }) => {
      const found = this.namespaces.find((one) => one.namespace === query.get('namespace'))
      if (found === undefined) return { body: false }
      found.namespaceShowName = query.get('namespaceShowName')!
      return { body: true }
    },
    deleteNacosNamespace: ({ query }) => {
      const at = this.namespaces.findIndex((one) => one.namespace === query.get('namespaceId'))
      if (at >= 0) this.namespaces.splice(at, 1)
      return { body: true }
    },
    findInstances: ({ query }) =>
      query.get('rev') === 'same'
        ? { status: 304, headers: { 'X-Resource-Revision': 'same' } }
        : { headers: { 'X-Resource-Revision': 'new' } },
    listConfigs: ({ query }) =>
      query.get('revision') === '7' ? { status: 304 } : { headers: { 'X-Kie-Revision': '7' } },
    deleteConfigs: () => ({ status: 204 }),
    deleteConfig: () => ({ status: 204 }),
    listProjects: ({ query }) =>
      query.get('name') === null || query.get('name') === 'ap-southeast-1'
        ? {}
        : {
            body: {
              projects:
                query.get('name') === 'two'
                  ? [
                      { id: 'p1', name: 'two' },
                      { id: 'p2', name: 'two_sub' }
                    ]
                  : []
            }
          }
  }

  readonly project = PROJECT

  #isThere(params: Asked['params']): boolean {
    return this.engines.some(({ id }) => id === params['engine_id'])
  }

  #statusOf(params: Asked['params']): object {
    const found = this.engines.find(({ id }) => id === params['engine_id'])
    return found === undefined ? {} : { status: found['status'], latestJobId: found['latestJobId'] }
  }

  /** Never 404. */
  #gone(): Reply {
    return this.error(400, 'SVCSTG.00501116', 'the engine does not exist')
  }
}
