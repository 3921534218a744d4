import { list, struct, text } from '../json/read.ts'
import type { Shape } from '../json/read.ts'
import { instanceKeyShape, serviceKeyShape } from './model.ts'
import type { InstanceKey } from './model.ts'

/** One service that is asked for. */
export interface AskedService {
  readonly service: { readonly environment?: string; readonly appId: string; readonly serviceName: string }
  /** The revision that the caller has. */
  readonly rev?: string
}

export interface AskedInstance {
  readonly instance: InstanceKey
  readonly rev: string
}

export interface BatchQuery {
  readonly services: readonly AskedService[]
  readonly instances: readonly AskedInstance[]
}

const carefully = struct({
  services: list(struct({ service: serviceKeyShape, rev: text })),
  instances: list(struct({ instance: instanceKeyShape, rev: text }))
})

const NO_INSTANCES: readonly AskedInstance[] = Object.freeze([])

/**
 * The body of a batch query. Services that are spelt as all clients spell them are taken as they were parsed; everything
 * else (other cases, nulls, wrong kinds, instances) is read field by field.
 */
export const batchQueryShape: Shape<BatchQuery> = (value) => {
  if (isObject(value) && Array.isArray(value['services'])) {
    const { services, consumerServiceId } = value
    const known = 1 + Number(consumerServiceId !== undefined)
    if (countOf(value) === known && services.every(isPlain)) return { services, instances: NO_INSTANCES }
  }
  return carefully(value)
}

// Whether all that is there is what is known, and text: by count, because no field can be there twice.
function isPlain(asked: unknown): asked is AskedService {
  if (!isObject(asked)) return false
  const { service, rev } = asked
  if (!isObject(service)) return false
  const { environment, appId, serviceName, version } = service
  if (typeof appId !== 'string' || typeof serviceName !== 'string') return false
  const known = 2 + Number(typeof environment === 'string') + Number(typeof version === 'string')
  return countOf(service) === known && countOf(asked) === 1 + Number(typeof rev === 'string')
}

function countOf(object: object): number {
  let count = 0
  for (const _field in object) count++
  return count
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
