import { checkPolicies } from '@node-chassis/governance'
import type { CheckReport, CheckedFile, Finding } from '@node-chassis/governance'
import { isObject } from './json.ts'
import type { Json } from './json.ts'
import { REQUIRED, keyKind } from './kinds.ts'
import { placeOf } from './document.ts'
import type { PolicyDocument, RouteDocument } from './document.ts'
import { checkRules } from './route-rules.ts'

/** A document, and where it was read. */
export type Placed<T> = T & { readonly file: string; readonly line: number }

/** Names the policies that are live already among the files of a check; nothing is told of them. */
const LIVE = '(live)'
const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'DELETE', 'PUT', 'PATCH'])

/**
 * Checks documents as `chassis policy check` would, with its messages, and for what the API itself refuses. They need not
 * make a whole: a match group is published before its policies.
 *
 * @param live policies that are there already: a policy whose match group is live applies
 */
export function checkPolicyDocuments(
  policies: readonly PolicyDocument[],
  routes: readonly RouteDocument[] = [],
  live: readonly PolicyDocument[] = []
): CheckReport {
  const name = 'policies'
  const placed = policies.map((policy) => ({ ...policy, file: name, line: 0 }))
  const placedRoutes = routes.map((route) => ({ ...route, file: name, line: 0 }))
  const files = [{ name, text: bodiesText(policies, routes) }]
  const report = checkTogether(files, placed, placedRoutes, [], live)
  return reportOf(report.findings.filter(({ key }) => key !== ''))
}

/** @param findings what the reader of the files has found itself */
export function checkTogether(
  files: readonly CheckedFile[],
  policies: readonly Placed<PolicyDocument>[],
  routes: readonly Placed<RouteDocument>[],
  findings: readonly Finding[],
  live: readonly PolicyDocument[]
): CheckReport {
  const context = live.length === 0 ? [] : [{ name: LIVE, text: bodiesText(live, []) }]
  const base = checkPolicies([...context, ...files])
  const found = base.findings.filter(({ file }) => file !== LIVE)
  const known = new Set(found.map(({ key, message }) => `${key}\n${message}`))
  const more = policies.flatMap((policy) => [
    ...refusedByServer(policy),
    // Of documents with one key in several environments the files as a whole show the last one only.
    ...checkPolicies([{ name: policy.file, text: bodiesText([policy], []) }])
      .findings.filter(
        ({ key, severity, message }) => severity === 'error' && key !== '' && !known.has(`${key}\n${message}`)
      )
      .map((finding) => ({ ...finding, line: policy.line }))
  ])
  const all = [
    ...found,
    ...findings,
    ...more,
    ...groupElsewhere(policies, live),
    ...routes.flatMap(unusableRules)
  ]
  return all.length === base.findings.length ? base : reportOf(all)
}

function reportOf(all: readonly Finding[]): CheckReport {
  const count = (severity: Finding['severity']): number =>
    all.filter((one) => one.severity === severity).length
  const errors = count('error')
  const warnings = count('warning')
  const state = errors > 0 ? 'wrong' : warnings > 0 ? 'usable' : 'good'
  const verdict = `${state}: ${errors} ${errors === 1 ? 'error' : 'errors'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`
  return { verdict, findings: all, errors, warnings }
}

/** The server's own checks are few; what they refuse is known before it is sent (control-plane.md 7, pitfall 14). */
function refusedByServer(policy: Placed<PolicyDocument>): Finding[] {
  const { kind, name, spec, file, line } = policy
  const key = `servicecomb.${keyKind(kind)}.${name}`
  const tell = (message: string): Finding => ({ severity: 'error', file, line, key, message })
  const findings: Finding[] = []
  const field = REQUIRED[kind]
  if (spec[field] === undefined || spec[field] === null)
    findings.push(tell(`the API takes no ${kind} without ${field}`))
  if (name === '') findings.push(tell(`a ${kind} needs a name`))
  const matches = spec['matches']
  if (kind === 'match-group' && Array.isArray(matches)) {
    for (const match of matches as readonly Json[]) {
      const methods =
        isObject(match) && Array.isArray(match['method']) ? (match['method'] as readonly Json[]) : []
      for (const method of methods) {
        const text = typeof method === 'string' ? method : JSON.stringify(method)
        if (!METHODS.has(text)) findings.push(tell(`the API takes no method ${text}`))
      }
    }
  }
  return findings
}

/** A policy applies where its match group is; by name alone, that it stands elsewhere cannot be seen. */
function groupElsewhere(
  policies: readonly Placed<PolicyDocument>[],
  live: readonly PolicyDocument[]
): Finding[] {
  const groups = [...policies, ...live].filter(({ kind }) => kind === 'match-group')
  return policies.flatMap(({ kind, name, selector: { app, environment }, file, line }) => {
    const own = groups.filter((group) => group.name === name)
    const isHere = own.some(({ selector }) => selector.app === app && selector.environment === environment)
    if (kind === 'match-group' || own.length === 0 || isHere) return []
    const message = `never applies: its match group is of ${own.map(({ selector }) => placeOf(selector)).join(' and ')}`
    return [{ severity: 'warning', file, line, key: `servicecomb.${keyKind(kind)}.${name}`, message }]
  })
}

function unusableRules({ service, rules, file, line }: Placed<RouteDocument>): Finding[] {
  const key = `servicecomb.routeRule.${service}`
  const { errors, warnings } = checkRules(rules)
  return [
    ...errors.map((message): Finding => ({ severity: 'error', file, line, key, message })),
    ...warnings.map((message): Finding => ({ severity: 'warning', file, line, key, message }))
  ]
}

function bodiesText(policies: readonly PolicyDocument[], routes: readonly RouteDocument[]): string {
  return JSON.stringify([
    ...policies.map(({ kind, name, spec }) => ({ kind, name, spec })),
    ...routes.map(({ service, rules }) => ({ kind: 'route-rule', name: service, spec: rules }))
  ])
}

/** Documents that stand twice: which one would be live depended on the order of the files. */
export function twice<T extends { readonly file: string; readonly line: number }>(
  documents: readonly T[],
  identity: (document: T) => string,
  title: (document: T) => string
): Finding[] {
  const first = new Map<string, T>()
  return documents.flatMap((document) => {
    const other = first.get(identity(document))
    if (other === undefined) {
      first.set(identity(document), document)
      return []
    }
    const message = `${title(document)} stands in ${other.file}:${other.line} too`
    return [{ severity: 'error' as const, file: document.file, line: document.line, key: '', message }]
  })
}
