import { loop } from '@node-chassis/core'
import type { Env, Loop } from '@node-chassis/core'
import { objectIn } from '../json.ts'
import { quietWarning } from '../quiet-warning.ts'
import { PathGone, dataOf } from '../http/answers.ts'
import type { HttpRequest, NacosHttp } from '../http/nacos-http.ts'
import { serviceInfoOf } from './host.ts'
import type { ServiceInfo } from './host.ts'
import type { OwnRegistration } from './registration.ts'
import { fullName } from './wire.ts'
import type { NamingWire, OnList, ServiceKey } from './wire.ts'

export interface HttpNamingOptions {
  readonly env: Env
  readonly http: NacosHttp
  readonly version: 'v1' | 'v3'
  readonly namespace: string
  readonly clusters: readonly string[]
  readonly onList: OnList
}

const BEAT_MS = 5_000
const POLL_MS = 10_000
const RETRY_MS = 3_000
const PAGE = 500

/** Codes of a beat that mean: register again (nacos.md 5.1, 5.3). */
const FORGOTTEN: ReadonlySet<number> = new Set([20_404, 21_003])

/** Naming over HTTP: beats keep the registration, lists are polled (nacos.md 5.1 to 5.3, 6). */
export function createHttpNaming(options: HttpNamingOptions): NamingWire {
  const { env, http, namespace, clusters, onList } = options
  let version = options.version
  let beating: Loop | undefined
  const polls = new Map<string, Loop>()
  // Of a thousand services that cannot be looked at once a minute one is told.
  const warning = quietWarning(env.clock)
  const failed = (error: unknown, what: string, signal: AbortSignal): number => {
    if (!signal.aborted)
      warning.say(() => env.log.warn({ err: error }, `${what}; trying again. ${(error as Error).message}`))
    return POLL_MS
  }

  const send = async (key: ServiceKey, request: HttpRequest): Promise<unknown> => {
    const about = { kind: 'naming', service: fullName(key) } as const
    return dataOf(await http.request({ ...request, about }), `${request.method} ${request.path}`, 'registry')
  }
  /** With v3 where v1 is gone. v3 first is only what the probes said. */
  const either = async <T>(work: (version: 'v1' | 'v3') => Promise<T>): Promise<T> => {
    try {
      return await work(version)
    } catch (error) {
      if (!(error instanceof PathGone) || version === 'v3') throw error
      version = 'v3'
      return work(version)
    }
  }

  // One function for registration and beat: a beat under another name than the registration keeps nothing (hazard 15).
  const fields = (
    { serviceName, groupName, instance: { ip, port, clusterName } }: OwnRegistration,
    v: 'v1' | 'v3'
  ) => ({
    serviceName: v === 'v1' ? `${groupName}@@${serviceName}` : serviceName,
    ...(v === 'v1' ? {} : { groupName }),
    namespaceId: namespace,
    ip,
    port,
    clusterName,
    ephemeral: true
  })
  const path = (v: 'v1' | 'v3'): string => (v === 'v1' ? '/v1/ns/instance' : '/v3/client/ns/instance')
  const keyOf = ({ groupName, serviceName }: OwnRegistration): ServiceKey => ({
    group: groupName,
    service: serviceName
  })

  const register = (own: OwnRegistration, signal: AbortSignal | undefined): Promise<void> =>
    either(async (v) => {
      const { weight, enabled, healthy, metadata } = own.instance
      const form = { ...fields(own, v), weight, enabled, healthy, metadata: JSON.stringify(metadata) }
      await send(keyOf(own), { method: 'POST', path: path(v), form, signal })
    })

  /** @returns milliseconds until the next one */
  const beat = (own: OwnRegistration, signal: AbortSignal): Promise<number> =>
    either(async (v) => {
      const about = { kind: 'naming', service: fullName(keyOf(own)) } as const
      const answer = await http.request(
        v === 'v1'
          ? { method: 'PUT', path: `${path(v)}/beat`, query: fields(own, v), signal, about }
          : { method: 'POST', path: path(v), form: { ...fields(own, v), heartBeat: true }, signal, about }
      )
      const { code, clientBeatInterval } = objectIn(answer.body)
      if (FORGOTTEN.has(Number(code))) {
        env.log.warn(
          { service: own.serviceName },
          `Nacos has forgotten "${own.serviceName}"; registering again`
        )
        await register(own, signal)
      } else if (Number(code) !== 10_200) dataOf(answer, `the beat of "${own.serviceName}"`, 'registry')
      const interval = Number(clientBeatInterval)
      return interval >= 1_000 ? interval : BEAT_MS
    })

  const query = ({ group, service }: ServiceKey, signal: AbortSignal): Promise<ServiceInfo> =>
    either(async (v) => {
      const common = { namespaceId: namespace, healthyOnly: false }
      const one = v === 'v1' ? '/v1/ns/instance/list' : '/v3/client/ns/instance/list'
      const named =
        v === 'v1'
          ? { serviceName: `${group}@@${service}`, clusters: clusters.join(',') }
          : // An absent cluster means DEFAULT alone on 3.0 and 3.1 (H4).
            {
              serviceName: service,
              groupName: group,
              clusterName: clusters.length === 0 ? undefined : clusters.join(',')
            }
      const data = await send(
        { group, service },
        { method: 'GET', path: one, query: { ...named, ...common }, signal }
      )
      return serviceInfoOf(data)
    })

  const endBeat = (): void => {
    void beating?.close()
    beating = undefined
  }

  return {
    async register(own, signal) {
      endBeat()
      await register(own, signal)
      if (signal.aborted) return
      const name = 'beat to Nacos'
      beating = loop(env, { name, firstMs: BEAT_MS, retryMs: RETRY_MS }, async (loopSignal) => {
        try {
          return await beat(own, loopSignal)
        } catch (error) {
          failed(error, `the beat of "${own.serviceName}" failed`, loopSignal)
          return RETRY_MS
        }
      })
    },
    async deregister(own, signal) {
      endBeat()
      await either(async (v) => {
        await send(keyOf(own), { method: 'DELETE', path: path(v), query: fields(own, v), signal })
      })
    },
    async subscribe(key, signal) {
      const info = await query(key, signal)
      const name = fullName(key)
      if (!polls.has(name) && !signal.aborted) {
        const pauseMs = (): number => POLL_MS * (0.9 + 0.2 * env.random.next())
        const options = { name: `look at "${key.service}" in Nacos`, firstMs: pauseMs(), retryMs: POLL_MS }
        polls.set(
          name,
          loop(env, options, async (loopSignal) => {
            try {
              onList(key, await query(key, loopSignal))
              warning.reset()
              return pauseMs()
            } catch (error) {
              return failed(error, 'discovery failed, the known instances stay', loopSignal)
            }
          })
        )
      }
      return info
    },
    async unsubscribe(key) {
      const poll = polls.get(fullName(key))
      polls.delete(fullName(key))
      await poll?.close()
    },
    query,
    async services(group, signal) {
      const names: string[] = []
      for (let pageNo = 1; ; pageNo++) {
        const page = { pageNo, pageSize: PAGE, groupName: group, namespaceId: namespace }
        const data = await send(
          { group, service: '' },
          { method: 'GET', path: '/v1/ns/service/list', query: page, signal }
        )
        const { count, doms } = (data ?? {}) as { count?: number; doms?: unknown }
        const found = Array.isArray(doms) ? (doms as string[]) : []
        names.push(...found.map((name) => name.slice(name.indexOf('@@') < 0 ? 0 : name.indexOf('@@') + 2)))
        if (found.length === 0 || names.length >= (count ?? 0)) return names
      }
    },
    close() {
      endBeat()
      for (const poll of polls.values()) void poll.close()
      polls.clear()
    }
  }
}
