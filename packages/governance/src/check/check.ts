import { silentLogger } from '@node-chassis/core'
import type { Clock, Env, Random } from '@node-chassis/core'
import { readDocuments } from '../documents.ts'
import { readFlowControl } from '../flow-control/flow-control.ts'
import { readLegacyBalancing } from '../legacy-balancing.ts'
import { legacyWarnings } from '../legacy-warnings.ts'
import { createRouting } from '../routing/routing.ts'
import { EVERYBODY_BY_MISTAKE } from '../routing/unread-fields.ts'
import { innerLine } from './finding.ts'
import type { Finding, Severity, Tell } from './finding.ts'
import { isKind } from './known-fields.ts'
import { checkBinding } from './binding.ts'
import { checkDocument } from './policies.ts'
import { misplaced } from './root.ts'
import { fieldOfRule, lineInRules } from './rule-places.ts'
import { readSource } from './source.ts'
import type { Entry, Source } from './source.ts'
import { checkKeys } from './keys.ts'

/** A file as it was read. */
export interface CheckedFile {
  readonly name: string
  readonly text: string
}

/** What `chassis policy check` says. */
export interface CheckReport {
  /** One sentence: whether the files are in order, and how much of them applies. */
  readonly verdict: string
  readonly findings: readonly Finding[]
  readonly errors: number
  readonly warnings: number
}

const STILL: Clock = { now: () => 0, wallNow: () => 0, after: () => () => {} }
const NO_CHANCE: Random = { next: () => 0, below: () => 0 }
const ENV: Env = { clock: STILL, random: NO_CHANCE, log: silentLogger }
// Every text is judged as if it were for this process: whose it is only its owner knows.
const NOBODY = { app: '', service: '', version: '' }

/**
 * Checks policies, route rules and settings together, as one configuration in which later files win (decisions.md
 * N31). Pure: texts in, findings out; never throws.
 */
export function checkPolicies(files: readonly CheckedFile[]): CheckReport {
  const sources = files.map(({ name, text }) => readSource(name, text))
  const entries = new Map<string, Entry>()
  for (const source of sources) for (const entry of source.entries) entries.set(entry.key, entry)
  const findings: Finding[] = sources.flatMap((source) => source.findings)
  const tell: Tell = (severity, key, message, field, inner) => {
    const entry = entries.get(key)
    const line =
      entry === undefined
        ? 0
        : inner !== undefined
          ? entry.lineOf(inner)
          : field !== undefined
            ? entry.lineOfField(field)
            : entry.line
    findings.push({ severity, file: entry?.file ?? files[0]?.name ?? '', line, key, message })
  }
  const values = new Map([...entries].map(([key, { text }]) => [key, text]))
  const documents = readDocuments(values, NOBODY)
  const refused = new Set(
    documents.problems.filter(({ severity }) => severity === 'error').map(({ key }) => key)
  )
  for (const [key, document] of documents.texts)
    checkDocument(key, document, refused.has(key), documents.groups, values, tell)
  const inForce = checkBinding(documents, tell)

  const routing = createRouting({ env: ENV })
  for (const { key, severity, message } of routing.apply(values))
    tell(
      // In force all the same: to the runtime it is a warning.
      message.endsWith(EVERYBODY_BY_MISTAKE) ? 'error' : severity,
      key,
      message,
      fieldOfRule(message),
      innerLine(message) ?? lineInRules(values.get(key) ?? '', message)
    )
  for (const key of values.keys()) if (routing.inForce(key)) inForce.add(key)
  const legacy = [
    ...readFlowControl(values).problems,
    ...readLegacyBalancing(values).problems,
    ...legacyWarnings(values)
  ]
  for (const { key, severity, message } of legacy) tell(severity, key, message)
  checkKeys(values, documents, tell)
  for (const source of sources) findings.push(...nothingApplies(source, inForce))
  return report(findings, files, inForce.size, countOf(entries))
}

// A file of policies of which none works is wrong, however it came to be so (N31).
function nothingApplies({ file, entries }: Source, inForce: ReadonlySet<string>): Finding[] {
  const atRoot = misplaced(entries)
  const policies = entries.filter(({ key, text }) => isPolicy(key, text))
  const applies = policies.some(({ key }) => inForce.has(key))
  const found: Finding[] = []
  if (atRoot !== undefined) {
    const { kinds, key, line, certain } = atRoot
    const belong = `${kinds.map((kind) => `\`${kind}\``).join(', ')} ${kinds.length === 1 ? 'belongs' : 'belong'} below \`servicecomb:\``
    const message = `${policies.length === 0 ? 'nothing in this file applies' : 'is not read'}: ${belong}`
    found.push({ severity: certain && !applies ? 'error' : 'warning', file, line, key, message })
  }
  if (policies.length === 0 || applies) return found
  const held = plural(policies.length, 'policy, group or rule', 'policies, groups and rules')
  const message = `nothing in this file applies: it holds ${held}, and none is in force`
  return [...found, { severity: 'error', file, line: 0, key: '', message }]
}

// Single values below a prefix of policies are old settings.
function isPolicy(key: string, text: string): boolean {
  return isPolicyKey(key) && (text.includes(':') || text.trimStart().startsWith('{'))
}

function isPolicyKey(key: string): boolean {
  const [root, kind = '', ...name] = key.split('.')
  if (root !== 'servicecomb') return false
  if (key === 'servicecomb.globalRouteRule' || (kind === 'routeRule' && name.length > 0)) return true
  if (kind === 'darklaunch' && name[0] === 'policy') return true
  return (kind === 'matchGroup' || isKind(kind)) && name.length > 0
}

function countOf(entries: ReadonlyMap<string, Entry>): number {
  return [...entries].filter(([key, { text }]) => isPolicy(key, text)).length
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, hint: 2 }

function report(
  found: readonly Finding[],
  files: readonly CheckedFile[],
  applied: number,
  all: number
): CheckReport {
  const names = files.map(({ name }) => name)
  const findings = found.toSorted(
    (a, b) =>
      RANK[a.severity] - RANK[b.severity] ||
      names.indexOf(a.file) - names.indexOf(b.file) ||
      placeOf(a) - placeOf(b)
  )
  const count = (severity: Severity): number => findings.filter((one) => one.severity === severity).length
  const errors = count('error')
  const warnings = count('warning')
  const hints = count('hint')
  const parts = [plural(errors, 'error'), plural(warnings, 'warning'), plural(hints, 'hint')].filter(
    (_part, i) => [errors, warnings, hints][i] !== 0
  )
  const what =
    all === 0
      ? 'no policy, group or rule'
      : `${applied} of ${plural(all, 'policy, group or rule', 'policies, groups and rules')} in force`
  const verdict = `${errors > 0 ? 'wrong' : warnings > 0 ? 'usable' : 'good'}: ${what}${parts.length === 0 ? '' : `; ${parts.join(', ')}`}`
  return { verdict, findings, errors, warnings }
}

// What is wrong with single lines stands before what is wrong with the file.
function placeOf({ line }: Finding): number {
  return line === 0 ? Number.MAX_SAFE_INTEGER : line
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** The report for people: the verdict, then a line for each thing to change. */
export function checkText({ verdict, findings }: CheckReport): string {
  return [
    verdict,
    ...findings.map(({ severity, file, line, key, message }) => {
      const place = line > 0 ? `${file}:${line}` : file
      return `${place}: ${severity}: ${key === '' ? '' : `${key}: `}${message}`
    })
  ].join('\n')
}
