import type { WithheldDocument } from '@node-chassis/core'
import type { GovernanceProblem } from './contracts.ts'
import { READERS } from './kinds.ts'
import type { Kind } from './kinds.ts'
import { parseMatchGroup } from './markers/parse-group.ts'
import type { MatchGroup } from './markers/group.ts'
import { parsePolicy } from './policy.ts'
import type { Parsed, Policy } from './policy.ts'
import { appliesTo } from './services.ts'
import type { Self } from './services.ts'
import { NOT_APPLIED, appliesTimeLimiters } from './time-limiter/options.ts'

const PREFIX = 'servicecomb.'
const GROUP = 'matchGroup'

/** A policy or group as its text was read; kept as long as the text is the same. */
interface Document {
  readonly text: string
  readonly kind: Kind | typeof GROUP
  readonly name: string
  readonly parsed: Parsed<Policy | MatchGroup>
}

/** Every policy and group of a configuration, sorted into what is in force here and what is not, with the reason. */
export interface Documents {
  /** What was read, by key. Handed from one configuration to the next, not copied: most of it stays as it is. */
  readonly texts: Map<string, Document>
  /** Everything that is no readable policy or group: all that the readers of other settings have to look through. */
  readonly rest: ReadonlyMap<string, string>
  /** Valid, and `services` includes this process. */
  readonly policies: readonly Policy[]
  readonly groups: ReadonlyMap<string, MatchGroup>
  /** Why policies and groups are out of force, by key. */
  readonly inert: ReadonlyMap<
    string,
    { readonly kind: Kind | typeof GROUP; readonly name: string; readonly because: string }
  >
  readonly problems: readonly GovernanceProblem[]
}

/** Reads all policies and groups; texts that are the same as before are not read again. */
export function readDocuments(
  values: ReadonlyMap<string, string>,
  self: Self,
  before?: Documents
): Documents {
  const texts = before?.texts ?? new Map<string, Document>()
  let read = 0
  const rest = new Map<string, string>()
  const policies: Policy[] = []
  const groups = new Map<string, MatchGroup>()
  const inert = new Map<string, { kind: Kind | typeof GROUP; name: string; because: string }>()
  const problems: GovernanceProblem[] = []
  for (const [key, text] of values) {
    const known = texts.get(key)
    const document = readDocument(key, text, known)
    if (document === undefined) {
      rest.set(key, text)
      continue
    }
    read++
    if (document !== known) texts.set(key, document)
    const { kind, name, parsed } = document
    if (!parsed.ok) {
      rest.set(key, text)
      if (isLegacyScalar(kind, name, text)) continue
      inert.set(key, { kind, name, because: `ignored: ${parsed.reason}` })
      problems.push({ key, severity: 'error', message: `ignored: ${parsed.reason}` })
    } else if (!appliesTo(parsed.value.services, self)) {
      inert.set(key, {
        kind,
        name,
        because: `services '${parsed.value.services}' leaves out ${self.service}:${self.version}`
      })
    } else if (kind === GROUP) {
      const group = parsed.value as MatchGroup
      groups.set(name, group)
      problems.push(...group.warnings.map((message) => ({ key, severity: 'warning' as const, message })))
    } else policies.push(parsed.value as Policy)
  }
  const timed = appliesTimeLimiters(values)
  for (const policy of policies) {
    // Nearly always nothing is to be said: no list is made for that.
    if (policy.kind === 'timeLimiter' || !groups.has(policy.name))
      problems.push(...hints(policy, groups, inert, timed))
  }
  // Some are gone.
  if (texts.size > read) for (const key of texts.keys()) if (!values.get(key)) texts.delete(key)
  // The same object while the groups are the same: whoever compiled them sees it at one comparison.
  return {
    texts,
    rest,
    policies,
    groups: before !== undefined && isSame(groups, before.groups) ? before.groups : groups,
    inert,
    problems
  }
}

/** Policies and groups that a source holds back stand among those out of force, unless another source has the key (N32). */
export function withWithheld(
  documents: Documents,
  values: ReadonlyMap<string, string>,
  withheld: readonly WithheldDocument[]
): Documents {
  const inert = new Map(documents.inert)
  for (const { key, source, because } of withheld) {
    const place = placeOf(key)
    if (place !== undefined && !values.has(key))
      inert.set(key, { ...place, because: `${because} in ${source}` })
  }
  return inert.size === documents.inert.size ? documents : { ...documents, inert }
}

function isSame<T>(now: ReadonlyMap<string, T>, then: ReadonlyMap<string, T>): boolean {
  if (now.size !== then.size) return false
  for (const [name, one] of now) if (then.get(name) !== one) return false
  return true
}

function readDocument(key: string, text: string, before: Document | undefined): Document | undefined {
  if (text === '' || !key.startsWith(PREFIX)) return undefined
  if (before?.text === text) return before
  const place = placeOf(key)
  if (place === undefined) return undefined
  const { kind, name } = place
  return {
    text,
    kind,
    name,
    parsed: kind === GROUP ? parseMatchGroup(name, text) : parsePolicy(kind, name, text)
  }
}

function placeOf(key: string): { kind: Kind | typeof GROUP; name: string } | undefined {
  const dot = key.indexOf('.', PREFIX.length)
  if (dot < 0 || !key.startsWith(PREFIX)) return undefined
  const kind = key.slice(PREFIX.length, dot)
  return kind === GROUP || isKind(kind) ? { kind, name: key.slice(dot + 1) } : undefined
}

function isKind(text: string): text is Kind {
  return Object.hasOwn(READERS, text)
}

// Old settings that share a prefix with policies hold single values and mean something else (governance.md 1.1, D3).
function isLegacyScalar(kind: Kind | typeof GROUP, name: string, text: string): boolean {
  if (text.includes('\n') || text.trimStart().startsWith('{')) return false
  if (kind === 'loadbalance' || (kind === 'faultInjection' && name === 'enabled')) return true
  return kind === 'circuitBreaker' && name.startsWith('Consumer.')
}

function hints(
  { key, kind, name }: Policy,
  groups: ReadonlyMap<string, MatchGroup>,
  inert: Documents['inert'],
  timed: boolean
): GovernanceProblem[] {
  const found: GovernanceProblem[] = []
  const warn = (message: string): void => void found.push({ key, severity: 'warning', message })
  if (kind === 'timeLimiter' && !timed) warn(NOT_APPLIED)
  if (!groups.has(name) && !inert.has(`${PREFIX}${GROUP}.${name}`)) {
    warn(`never applies: there is no ${PREFIX}${GROUP}.${name}`)
  }
  return found
}
