import { ConfigError } from '@node-chassis/core'

/**
 * Failures to be played. A count says how often from now on; `true` is for ever, 0 switches off. What a plan does not
 * name stays as it is.
 */
export interface FaultPlan {
  /** After each write, so many exact lists of its label set still show what was before, with the new revision (config.md 10.1). */
  readonly staleExactReads?: Count
  /** So many exact lists are empty, with the present revision, as just after a restart (config.md 10.2). */
  readonly emptyAfterRestart?: Count
  /** So many exact lists have the first half of their documents only, with the present revision (config.md 10.2). */
  readonly partialAfterRestart?: Count
  /** So many written or deleted documents wake no poll (config.md 10.5). */
  readonly dropEvents?: Count
  /** So many waits that nothing happened in end with 500 `context deadline exceeded` (config.md 10.3). */
  readonly deadlineErrors?: Count
  /** The revision counter of every tenant becomes this number, now (config.md 10.4). */
  readonly revisionReset?: number
  /** So many changes of instances are told to no watcher (registry.md 11). */
  readonly dropFrames?: Count
  /** How much longer reads and watchers of the registry see an instance that is gone (registry.md 8.6). */
  readonly deleteDelayMs?: number
  /** Mass-expiry protection (registry.md 9.4). */
  readonly selfPreservation?: boolean
  /** In place of the list that is in force; each request meets the first that fits it. */
  readonly http?: readonly HttpFault[]
}

export type Count = number | true

/** What happens to requests before they are handled. */
export interface HttpFault {
  /** @defaultValue both */
  readonly side?: 'registry' | 'config'
  /** @defaultValue every method */
  readonly method?: string
  /** What the path begins with. @defaultValue every path */
  readonly path?: string
  /** @defaultValue true, for ever */
  readonly times?: Count
  /** Milliseconds before anything else happens. @defaultValue 0 */
  readonly latencyMs?: number
  /** The connection is reset in place of an answer. @defaultValue false */
  readonly reset?: boolean
  /** An answer with this status and no body, as a gateway gives it (config.md 10.7: 429). @defaultValue none: it is handled */
  readonly status?: number
}

const COUNTS = [
  'staleExactReads',
  'emptyAfterRestart',
  'partialAfterRestart',
  'dropEvents',
  'deadlineErrors',
  'dropFrames'
] as const

/** A fault that happens a number of times. */
export type CountedFault = (typeof COUNTS)[number]

export const COUNTED_FAULTS: readonly CountedFault[] = COUNTS

type Check = readonly [expected: string, fits: (value: unknown) => boolean]

const COUNT: Check = ['a whole number or true', (value) => value === true || isNatural(value)]
const NUMBER: Check = ['a whole number', isNatural]
const MS: Check = ['a number of milliseconds', (value) => typeof value === 'number' && value >= 0]
const FLAG: Check = ['true or false', (value) => typeof value === 'boolean']
const TEXT: Check = ['a text', (value) => typeof value === 'string']

const PLAN: ReadonlyMap<string, Check> = new Map<string, Check>([
  ...COUNTS.map((name) => [name, COUNT] as const),
  ['revisionReset', NUMBER],
  ['deleteDelayMs', MS],
  ['selfPreservation', FLAG],
  ['http', ['a list', Array.isArray]]
])

const HTTP: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['side', ['registry or config', (value) => value === 'registry' || value === 'config']],
  ['method', TEXT],
  ['path', TEXT],
  ['times', COUNT],
  ['latencyMs', MS],
  ['reset', FLAG],
  ['status', ['a status from 200 to 599', (value) => isNatural(value) && value >= 200 && value <= 599]]
])

/**
 * Judges what somebody wrote as a plan, the text of a file for example.
 * @throws ConfigError `CHS_CONFIG_INVALID` naming the key
 */
export function checkFaultPlan(value: unknown): FaultPlan {
  checkObject(value, 'faults', PLAN)
  const { http = [] } = value as FaultPlan
  for (const [index, fault] of http.entries()) checkObject(fault, `http[${index}]`, HTTP)
  return value as FaultPlan
}

function checkObject(value: unknown, key: string, checks: ReadonlyMap<string, Check>): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(key, `${key}: must be an object`)
  }
  for (const [name, member] of Object.entries(value)) {
    const check = checks.get(name)
    if (check === undefined) {
      throw invalid(name, `${name}: no such fault; there are ${[...checks.keys()].join(', ')}`)
    }
    const [expected, fits] = check
    if (!fits(member)) throw invalid(name, `${name}: must be ${expected}, not ${JSON.stringify(member)}`)
  }
}

function isNatural(value: unknown): value is number {
  return value === Infinity || (Number.isSafeInteger(value) && (value as number) >= 0)
}

function invalid(key: string, message: string): ConfigError {
  return new ConfigError('CHS_CONFIG_INVALID', message, { key })
}
