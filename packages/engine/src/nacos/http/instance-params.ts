import { parameterProblem } from '../names.ts'
import { DEFAULT_CLUSTER, DEFAULT_GROUP, PUBLIC, beatTimes } from '../naming/model.ts'
import type { Instance, ServiceName } from '../naming/model.ts'
import type { Profile } from '../profile.ts'
import type { Params } from './params.ts'

/** What is wrong with an instance; the interfaces say it in different ways. */
export class BadInstance extends Error {
  readonly kind: 'missing' | 'parameter' | 'metadata' | 'weight' | 'beats' | 'number'

  constructor(kind: BadInstance['kind'], message: string) {
    super(message)
    this.kind = kind
  }
}

const HIGHEST_WEIGHT = 10_000

/** The service of a request: the group stands beside it or, as `group@@service`, in it (nacos.md 5). @throws BadInstance */
export function serviceParam(params: Params): ServiceName {
  const given = params.filled('serviceName')
  if (given === undefined) throw new BadInstance('missing', 'serviceName')
  const at = given.indexOf('@@')
  const [group, service] =
    at === -1
      ? [params.filled('groupName') ?? DEFAULT_GROUP, given]
      : [given.slice(0, at), given.slice(at + 2)]
  return { namespace: params.filled('namespaceId') ?? PUBLIC, group, service }
}

/** Where an instance listens. @throws BadInstance */
export function placeParam(params: Params): Pick<Instance, 'ip' | 'port' | 'cluster'> {
  const ip = params.filled('ip')
  if (ip === undefined) throw new BadInstance('missing', 'ip')
  const port = params.number('port')
  if (port === undefined) throw new BadInstance('missing', 'port')
  if (!Number.isInteger(port)) throw new BadInstance('number', `For input string: "${params.text('port')}"`)
  return { ip, port, cluster: params.filled('clusterName') ?? params.filled('cluster') ?? DEFAULT_CLUSTER }
}

/** An instance to be registered. @throws BadInstance */
export function instanceParam(params: Params, profile: Profile): Omit<Instance, 'instanceId'> {
  const place = placeParam(params)
  const weight = params.number('weight') ?? 1
  if (Number.isNaN(weight)) throw new BadInstance('number', `For input string: "${params.text('weight')}"`)
  const instance = {
    ...place,
    weight,
    healthy: params.flag('healthy') ?? true,
    enabled: params.flag('enabled') ?? params.flag('enable') ?? true,
    ephemeral: params.flag('ephemeral') ?? true,
    metadata: metadataParam(params.text('metadata'))
  }
  checkParams(profile, serviceParam(params), instance)
  if (!(weight >= 0 && weight <= HIGHEST_WEIGHT)) {
    throw new BadInstance('weight', 'instance format invalid: The weights range from 0.0 to 10000.0')
  }
  const { intervalMs, timeoutMs, deleteMs } = beatTimes(instance.metadata)
  if (profile.checksParameters && (intervalMs >= timeoutMs || intervalMs >= deleteMs)) {
    throw new BadInstance(
      'beats',
      "Instance 'heart beat interval' must less than 'heart beat timeout' and 'ip delete timeout'."
    )
  }
  return instance
}

/** Names and lengths, where the version checks them (nacos.md 11). @throws BadInstance */
export function checkParams(
  profile: Profile,
  name: ServiceName,
  instance?: Partial<Pick<Instance, 'ip' | 'port' | 'cluster' | 'metadata'>>
): void {
  if (!profile.checksParameters) return
  const { namespace, group, service } = name
  const problem = parameterProblem({
    namespaceId: namespace,
    group,
    serviceName: service,
    clusters: instance?.cluster,
    ip: instance?.ip,
    port: instance?.port,
    metadata: instance?.metadata
  })
  if (problem !== undefined) throw new BadInstance('parameter', problem)
}

/** A JSON object, or `k=v,k=v`. @throws BadInstance */
export function metadataParam(text: string | undefined): Readonly<Record<string, string>> {
  if (text === undefined || text.trim() === '') return {}
  return jsonMetadata(text) ?? pairs(text)
}

function jsonMetadata(text: string): Readonly<Record<string, string>> | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const entries = Object.entries(value).filter(([, each]) => each !== null)
  if (entries.some(([, each]) => typeof each === 'object')) return undefined
  return Object.fromEntries(entries.map(([key, each]) => [key, String(each)]))
}

function pairs(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const [key, value, more] = pair.split('=')
      if (key === undefined || value === undefined || more !== undefined) {
        throw new BadInstance('metadata', `metadata format incorrect:${text}`)
      }
      return [key, value]
    })
  )
}
