import { KieError } from './errors.ts'
import type { Labels } from './labels.ts'

// config.md 1.4. The texts of the patterns are part of kie's messages, so they stay as kie writes them.
const KEY = /^[a-zA-Z0-9._:-]+$/
const LABEL_KEY = /^[a-zA-Z0-9]{1,32}$|^[a-zA-Z0-9][a-zA-Z0-9_\-.]{1,30}[a-zA-Z0-9]$/
const LABEL_VALUE = /^[a-zA-Z0-9]{0,160}$|^[a-zA-Z0-9][a-zA-Z0-9_\-.]{0,158}[a-zA-Z0-9]$/
const VALUE_TYPE = /^$|^(ini|json|text|yaml|properties|xml)$/
const STATUS = /^$|^(enabled|disabled)$/
const NAME = /^[a-zA-Z0-9]*$|^[a-zA-Z0-9][a-zA-Z0-9_\-.]*[a-zA-Z0-9]$/
const LIST_KEY = /^[a-zA-Z0-9._:-]*$|^beginWith\([a-zA-Z0-9._:-]*\)$|^wildcard\([a-zA-Z0-9*._:-]*\)$/
const CHECK = /^\p{ASCII}*$/u

const MAX_VALUE = 131_072
const MAX_CHECK = 1_048_576

type Rule = { readonly min?: number; readonly max?: number; readonly pattern?: RegExp }

/** Collects what is wrong, the first broken rule of each field, worded as kie words it. */
class Findings {
  readonly #struct: string
  readonly #items: string[] = []

  constructor(struct: string) {
    this.#struct = struct
  }

  text(field: string, value: string, { min, max, pattern }: Rule): this {
    const broken =
      min !== undefined && value.length < min
        ? `min = ${min}`
        : max !== undefined && isLonger(value, max)
          ? `max = ${max}`
          : pattern !== undefined && !pattern.test(value)
            ? pattern.source
            : undefined
    if (broken !== undefined) this.#items.push(`field: ${this.#struct}.${field}, rule: ${broken}`)
    return this
  }

  labels(labels: Labels, max: number): this {
    if (labels.size > max) {
      this.#items.push(`field: ${this.#struct}.Labels, rule: max = ${max}`)
      return this
    }
    for (const [key, value] of labels) {
      const before = this.#items.length
      this.text(`Labels[${key}]`, key, { pattern: LABEL_KEY })
      if (this.#items.length === before) this.text(`Labels[${key}]`, value, { pattern: LABEL_VALUE })
    }
    return this
  }

  /** @throws KieError 400001 */
  judge(): void {
    if (this.#items.length > 0) throw new KieError(400001, `validate failed, ${this.#items.join(' | ')}`)
  }
}

const PROJECT: Rule = { min: 1, max: 256, pattern: NAME }
const ID: Rule = { min: 1, max: 64 }

/** What a create may say. */
export interface Draft {
  readonly key: string
  readonly value: string
  readonly valueType: string
  readonly status: string
  readonly check: string
  readonly priority: number
  readonly labels: Labels
}

/** @throws KieError 400001 */
export function checkDraft(project: string, draft: Draft): void {
  new Findings('KVDoc')
    .text('Key', draft.key, { min: 1, max: 2048, pattern: KEY })
    .text('Value', draft.value, { max: MAX_VALUE })
    .text('ValueType', draft.valueType, { pattern: VALUE_TYPE })
    .text('Checker', draft.check, { max: MAX_CHECK, pattern: CHECK })
    .text('Project', project, PROJECT)
    .text('Status', draft.status, { pattern: STATUS })
    .labels(draft.labels, 6)
    .judge()
}

/** @throws KieError 400001 */
export function checkUpdate(project: string, id: string, value: string, status: string): void {
  new Findings('UpdateKVRequest')
    .text('ID', id, ID)
    .text('Value', value, { max: MAX_VALUE })
    .text('Project', project, PROJECT)
    .text('Status', status, { pattern: STATUS })
    .judge()
}

/** @throws KieError 400001 */
export function checkGet(project: string, id: string): void {
  new Findings('GetKVRequest').text('Project', project, PROJECT).text('ID', id, ID).judge()
}

/** @throws KieError 400001 */
export function checkList(
  project: string,
  query: { readonly key: string; readonly value: string; readonly status: string; readonly labels: Labels }
): void {
  new Findings('ListKVRequest')
    .text('Project', project, PROJECT)
    .text('Key', query.key, { max: 128, pattern: LIST_KEY })
    .text('Value', query.value, { max: 128 })
    .labels(query.labels, 8)
    .text('Status', query.status, { pattern: STATUS })
    .judge()
}

// Lengths count code points. A text that is short in code units is short in code points, and nearly all are.
function isLonger(value: string, max: number): boolean {
  if (value.length <= max) return false
  let pairs = 0
  for (let i = 0; i < value.length; i++) if ((value.charCodeAt(i) & 0xfc00) === 0xdc00) pairs++
  return value.length - pairs > max
}
