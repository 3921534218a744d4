import { YamlError, parseYamlDocuments, widePunctuation } from '@node-chassis/core/yaml'
import type { RawMap, RawNode } from '@node-chassis/core/yaml'
import type { Documents } from '../documents.ts'
import { isolationHints } from '../explain/isolation.ts'
import type { Kind } from '../kinds.ts'
import type { MatchGroup } from '../markers/group.ts'
import type { Policy } from '../policy.ts'
import { NOT_APPLIED, appliesTimeLimiters } from '../time-limiter/options.ts'
import { innerLine } from './finding.ts'
import type { Tell } from './finding.ts'
import { checkGroup } from './groups.ts'
import { knownFields } from './known-fields.ts'

type Document = Documents['texts'] extends ReadonlyMap<string, infer D> ? D : never

const REPEATABLE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])
const LINKS: ReadonlySet<string> = new Set(['match', 'rules'])
const SHORT_PERIOD_MS = 100

/** What is wrong with one policy or group, beyond its binding. */
export function checkDocument(
  key: string,
  { kind, name, text, parsed }: Document,
  refused: boolean,
  groups: Documents['groups'],
  values: ReadonlyMap<string, string>,
  tell: Tell
): void {
  if (!parsed.ok) {
    // A legacy switch below the prefix is no policy, and says so elsewhere.
    if (!refused) return
    const { reason } = parsed
    const wide = widePunctuation(text)
    const field = /^([\w.[\]]+): /.exec(reason)?.[1]
    tell(
      'error',
      key,
      `ignored: ${reason}${wide === undefined ? '' : `; ${wide.what} in line ${wide.line} of the value`}`,
      field
        ?.split('.')
        .at(-1)
        ?.replace(/\[\d+\]$/, ''),
      wide?.line ?? innerLine(reason)
    )
    return
  }
  const places = new Map<RawNode, number>()
  const root = rootOf(text, places)
  if (root === undefined) return
  const { services } = parsed.value
  if (services !== undefined && /,\s|\s,|^\s|\s$/.test(services))
    tell(
      'warning',
      key,
      `services '${services}': blanks are part of the names, and no service is called so`,
      'services'
    )
  const inServices = services === undefined ? undefined : widePunctuation(services)
  if (inServices !== undefined)
    tell(
      'warning',
      key,
      `services '${services}' holds a ${inServices.what}: no service is called so`,
      'services'
    )
  if (kind === 'matchGroup') {
    // A group written as nested YAML is one line here; its entry knows better.
    if (!text.includes('\n')) places.clear()
    checkGroup(key, root, parsed.value as MatchGroup, values, places, tell)
    return
  }
  const unknown = [...root.entries.keys()].filter((field) => !knownFields(kind).has(field))
  if (unknown.length > 0) {
    const link = unknown.some((field) => LINKS.has(field)) ? '; a policy is bound by its name alone' : ''
    tell(
      'warning',
      key,
      `unknown ${unknown.length === 1 ? 'field' : 'fields'} ${unknown.join(', ')} dropped${link}`,
      unknown[0]
    )
  }
  checkKind(parsed.value as Policy, root, groups.get(name), values, tell)
}

function checkKind(
  policy: Policy,
  root: RawMap,
  group: MatchGroup | undefined,
  values: ReadonlyMap<string, string>,
  tell: Tell
): void {
  const { key } = policy
  if (is(policy, 'rateLimiting') || is(policy, 'identifierRateLimiting')) {
    const { rate, limitRefreshPeriodMs: period } = policy.options
    if (period < SHORT_PERIOD_MS)
      tell(
        'warning',
        key,
        `rate ${rate} per ${period} ms = ${Math.round((rate * 1000) / period)} per second; limitRefreshPeriod is in milliseconds (write 1s for a second)`,
        'limitRefreshPeriod'
      )
  }
  if (is(policy, 'circuitBreaker') || is(policy, 'instanceIsolation')) checkWindow(key, root, tell)
  if (is(policy, 'instanceIsolation') && !policy.options.forceOpen && !policy.options.forceClosed) {
    const readTimeout =
      values.get('servicecomb.governance.readTimeoutIsFailure')?.trim().toLowerCase() === 'true'
    for (const hint of isolationHints(policy, values, readTimeout, undefined))
      tell('hint', key, hint.slice(key.length + 2))
  }
  if (is(policy, 'timeLimiter') && !appliesTimeLimiters(values)) tell('warning', key, NOT_APPLIED)
  if (is(policy, 'retry') && group !== undefined) {
    const risky = group.items.some(
      ({ possible, methods }) =>
        possible && (methods === undefined || methods.some((method) => !REPEATABLE.has(method)))
    )
    if (risky)
      tell(
        'hint',
        key,
        'repeats POST and PATCH too; list the methods in the matchGroup if that must not happen'
      )
  }
}

function checkWindow(key: string, root: RawMap, tell: Tell): void {
  const size = root.entries.get('slidingWindowSize')
  const type = root.entries.get('slidingWindowType')
  const named = type?.kind === 'scalar' && !type.isNull ? type.text : ''
  if (named !== '' && named !== 'COUNT_BASED' && named !== 'TIME_BASED')
    tell(
      'warning',
      key,
      `slidingWindowType '${named}' is read as TIME_BASED: write COUNT_BASED or TIME_BASED`,
      'slidingWindowType'
    )
  else if (named === '' && size?.kind === 'scalar' && /^\d+$/.test(size.text))
    tell(
      'warning',
      key,
      `slidingWindowType not given: the window is ${size.text} seconds, not ${size.text} calls; add slidingWindowType: COUNT_BASED for calls`,
      'slidingWindowSize'
    )
}

function is<K extends Kind>(policy: Policy, kind: K): policy is Policy<K> {
  return policy.kind === kind
}

function rootOf(text: string, places: Map<RawNode, number>): RawMap | undefined {
  try {
    const [root] = parseYamlDocuments(text, { places })
    return root?.kind === 'map' ? root : undefined
  } catch (error) {
    if (error instanceof YamlError) return undefined
    throw error
  }
}
