import type { Clock } from '@node-chassis/core'
import { dataOf } from '../http/answers.ts'
import type { NacosHttp } from '../http/nacos-http.ts'
import type { Caller } from '../grpc/caller.ts'
import type { Json } from '../grpc/payload.ts'
import { isGone } from '../link/choose.ts'
import type { Namespace } from '../names.ts'
import { pause } from '../pause.ts'

/** Documents of dark-launch rules, as SC-Huawei names them. */
const PREFIX = 'cse-label-route-'
/** Where there is no fuzzy watch they are looked for so often (nacos.md 7.3). */
const LOOK_MS = 30_000
const PAGE = 100
/** How long the first list of a fuzzy watch may take. */
const FIRST_MS = 3_000

export interface RouteFinderOptions {
  readonly clock: Clock
  readonly http: NacosHttp
  readonly namespace: Namespace
  readonly group: string
  /** The gRPC session, when there is one. */
  readonly caller: Caller | undefined
  /** Hears the names that exist, each time they change. */
  readonly onNames: (dataIds: readonly string[]) => void
  readonly signal: AbortSignal
}

export interface RouteFinder {
  /** Resolves when the names were found once, or cannot be. */
  readonly first: Promise<void>
  heard(type: string, body: Json): void
}

/** Finds the documents `cse-label-route-*` of a group: told by a 3.x server, asked of others. */
export function findRoutes(options: RouteFinderOptions): RouteFinder {
  const { caller } = options
  return caller?.session.abilities.has('fuzzyWatch') === true ? watched(options, caller) : asked(options)
}

function watched(
  { clock, namespace, group, onNames, signal }: RouteFinderOptions,
  caller: Caller
): RouteFinder {
  const pattern = `${namespace.httpV3}>>${group}>>${PREFIX}*`
  const names = new Set<string>()
  let found: () => void = () => {}
  const finished = new Promise<void>((resolve) => (found = resolve))
  const ask = async (): Promise<void> => {
    await caller.call(
      'ConfigFuzzyWatchRequest',
      {
        groupKeyPattern: pattern,
        watchType: 'WATCH',
        receivedGroupKeys: [],
        initializing: true,
        module: 'config'
      },
      { about: { kind: 'config', tenant: namespace.grpcConfig, group }, signal }
    )
    await Promise.race([finished, pause(clock, FIRST_MS, signal)])
  }
  return {
    first: ask(),
    heard(type, body) {
      if (type === 'ConfigFuzzyWatchSyncRequest' && body['groupKeyPattern'] === pattern) {
        const contexts = Array.isArray(body['contexts']) ? (body['contexts'] as Json[]) : []
        for (const { groupKey, changedType } of contexts) book(names, dataIdOf(groupKey), changedType)
        if (body['syncType'] !== 'FINISH_FUZZY_WATCH_INIT_NOTIFY') return
        onNames([...names].toSorted())
        found()
      } else if (type === 'ConfigFuzzyWatchChangeNotifyRequest') {
        const dataId = dataIdOf(body['groupKey'])
        if (dataId?.startsWith(PREFIX) !== true) return
        book(names, dataId, body['changeType'])
        onNames([...names].toSorted())
      }
    }
  }
}

function book(names: Set<string>, dataId: string | undefined, change: unknown): void {
  if (dataId === undefined) return
  if (change === 'DELETE_CONFIG') names.delete(dataId)
  else names.add(dataId)
}

/** `dataId+group+namespace`; `+` and `%` inside are percent-encoded (nacos.md 4.4). */
function dataIdOf(groupKey: unknown): string | undefined {
  if (typeof groupKey !== 'string') return undefined
  const [dataId = ''] = groupKey.split('+')
  return dataId === '' ? undefined : decodeURIComponent(dataId)
}

function asked(options: RouteFinderOptions): RouteFinder {
  const { clock, onNames, signal } = options
  const once = async (): Promise<void> => onNames(await searchDocuments(options, `${PREFIX}*`, signal))
  const again = async (): Promise<void> => {
    while (!signal.aborted) {
      await pause(clock, LOOK_MS, signal)
      // A look that fails leaves the names as they were.
      if (!signal.aborted) await once().catch(() => {})
    }
  }
  const first = once()
  void first.catch(() => {}).then(again)
  return { first, heard() {} }
}

/**
 * DataIds that fit a pattern, by the blur search of 2.x, else by the administrators' list of 3.x, whose items have no
 * content (nacos.md 7.3).
 * @throws ConfigError CHS_CONFIG_REFUSED when neither may be used
 */
export async function searchDocuments(
  { http, namespace, group }: Pick<RouteFinderOptions, 'http' | 'namespace' | 'group'>,
  pattern: string,
  signal: AbortSignal | undefined
): Promise<readonly string[]> {
  const names: string[] = []
  const about = { kind: 'config', tenant: namespace.grpcConfig, group } as const
  let path = '/v1/cs/configs'
  for (let pageNo = 1; ; pageNo++) {
    const common = { search: 'blur', dataId: pattern, pageNo, pageSize: PAGE }
    const v1 = { ...common, group, tenant: namespace.httpV1Config ?? '' }
    const v3 = { ...common, groupName: group, namespaceId: namespace.httpV3 }
    let answer = await http.request({
      method: 'GET',
      path,
      query: pageNo === 1 || path.startsWith('/v1') ? v1 : v3,
      signal,
      about
    })
    if (isGone(answer.status) && path.startsWith('/v1')) {
      path = '/v3/admin/cs/config/list'
      answer = await http.request({ method: 'GET', path, query: v3, signal, about })
    }
    const data = dataOf(answer, `the search for ${pattern}`, 'config')
    const { pageItems, pagesAvailable } = (data ?? {}) as { pageItems?: unknown; pagesAvailable?: number }
    const items = Array.isArray(pageItems) ? (pageItems as { dataId?: unknown }[]) : []
    for (const { dataId } of items) if (typeof dataId === 'string') names.push(dataId)
    if (items.length === 0 || pageNo >= (pagesAvailable ?? 0)) return names.toSorted()
  }
}
