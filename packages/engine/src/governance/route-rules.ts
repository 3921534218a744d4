import { documentId, labelFormat } from '../config/labels.ts'
import type { Labels, Scope } from '../config/labels.ts'
import { checkDraft } from '../config/rules.ts'
import type { Draft } from '../config/rules.ts'
import { JsonError, list, optional, optionalFlag, readJson, struct, text, textMap } from '../json/read.ts'
import type { Shape } from '../json/read.ts'
import { invalid } from '../registry/errors.ts'
import type { Documents } from './policies.ts'
import { writeSpec } from './spec-yaml.ts'

/** Which service's rules: the query of the cloud's API (routing.md 5). Blank means `default` and no environment. */
export interface RouteTarget {
  readonly service: string
  readonly app: string
  readonly environment: string
}

const number: Shape<number | undefined> = (value) => {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  throw new JsonError(`${JSON.stringify(value)} must be a whole number`)
}

const header = struct({ exact: optional(text), caseInsensitive: optionalFlag })

const headers: Shape<ReadonlyMap<string, ReturnType<typeof header>>> = (value) => {
  if (value === undefined || value === null) return new Map()
  if (typeof value !== 'object' || Array.isArray(value)) throw new JsonError('headers must be an object')
  return new Map(Object.entries(value).map(([name, condition]) => [name, header(condition)]))
}

const ruleList = list(
  struct({
    precedence: number,
    match: optional(struct({ headers })),
    route: list(struct({ name: optional(text), weight: number, tags: optional(textMap) }))
  })
)

type Rule = ReturnType<typeof ruleList>[number]

/** Dark-launch rules as the cloud's API has them, stored where consumers read them (routing.md 1.1, 5). */
export class RouteRules {
  readonly #documents: Documents

  constructor(documents: Documents) {
    this.#documents = documents
  }

  /** Replaces all rules; without any, the key goes: an empty list would hide the global rules. @throws Refusal 400001 */
  put(scope: Scope, target: RouteTarget, body: Buffer): void {
    const rules = readRules(body)
    if (rules.length === 0) return this.remove(scope, target)
    const draft = draftOf(target, writeSpec(rules.map(written), 'quoted'))
    checkDraft(scope.project, draft)
    const id = idOf(scope, draft)
    if (this.#documents.update(scope, id, draft) === undefined) this.#documents.create(scope, draft)
  }

  /** The rules as YAML; `''` when there are none. */
  get(scope: Scope, target: RouteTarget): string {
    return this.#documents.get(scope, idOf(scope, draftOf(target, '')))?.value ?? ''
  }

  remove(scope: Scope, target: RouteTarget): void {
    this.#documents.remove(scope, [idOf(scope, draftOf(target, ''))])
  }
}

function draftOf({ service, app, environment }: RouteTarget, value: string): Draft {
  const labels: Labels = new Map([
    ['app', app],
    ['environment', environment]
  ])
  const key = `servicecomb.routeRule.${service}`
  return { key, value, valueType: 'text', status: 'enabled', check: '', priority: 0, labels }
}

function idOf(scope: Scope, draft: Draft): string {
  return documentId(scope, draft.key, labelFormat(draft.labels))
}

/** @throws Refusal 400001 naming the rule, counted from 1 */
function readRules(body: Buffer): readonly Rule[] {
  try {
    const rules = readJson(body, ruleList)
    rules.forEach((rule, index) => {
      const fault = ruleFault(rule)
      if (fault !== undefined) throw invalid(`rule ${index + 1}: ${fault}`)
    })
    return rules
  } catch (error) {
    throw error instanceof JsonError ? invalid(error.message) : error
  }
}

function ruleFault({ match, route }: Rule): string | undefined {
  if (route.length === 0) return 'route must have at least one item'
  let sum = 0
  for (const { weight } of route) {
    if (weight === undefined || weight < 0 || weight > 100) return 'weight must be a number from 0 to 100'
    sum += weight
  }
  if (sum > 100) return `the weights add up to ${sum}, more than 100`
  // A condition that is not stored would make the rule match more than was meant.
  for (const [name, condition] of match?.headers ?? [])
    if (condition.exact === undefined) return `header ${name} needs exact`
  return undefined
}

// Members that were not given are left out: java-chassis 3 turns a rule off where caseInsensitive is present at all.
function written({ precedence, match, route }: Rule): unknown {
  return present({
    precedence: precedence ?? 0,
    match: match && present({ headers: Object.fromEntries([...match.headers].map(conditionOf)) }),
    route: route.map(({ name, weight, tags }) =>
      present({ name, weight, tags: tags && Object.fromEntries(tags) })
    )
  })
}

function conditionOf([name, condition]: readonly [string, Readonly<Record<string, unknown>>]) {
  return [name, present(condition)] as const
}

function present(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
