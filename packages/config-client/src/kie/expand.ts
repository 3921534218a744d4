import type { Warn } from '../layer.ts'
import { yamlTexts } from '../text/flatten.ts'
import { parseProperties } from '../text/properties.ts'
import type { KieDocument } from './document.ts'

const TEXT_TYPES: ReadonlySet<string> = new Set(['text', 'string', 'json', 'ini', 'xml'])
const POLICY =
  /^servicecomb\.(?:matchGroup|rateLimiting|identifierRateLimiting|circuitBreaker|bulkhead|retry|instanceIsolation|instanceBulkhead|faultInjection|loadbalance|mapper|contextMapper|routeRule)\.|^servicecomb\.globalRouteRule$/
const ROUTE_RULE = 'servicecomb.routeRule'

/** Turns documents into flat settings and keeps the last good form of one that breaks (config.md 5.2). */
export class Expander {
  readonly #good = new Map<string, ReadonlyMap<string, string>>()
  readonly #warn: Warn

  constructor(warn: Warn) {
    this.#warn = warn
  }

  /** The settings of a list: enabled documents, newer ones on top. */
  merge(documents: readonly KieDocument[]): Map<string, string> {
    this.#forget(documents)
    const flat = new Map<string, string>()
    for (const document of documents.toSorted(byAge)) {
      if (document.status !== 'enabled') continue
      const own = this.#expand(document)
      if (own === undefined) flat.set(document.key, document.value)
      else for (const [key, text] of own) flat.set(key, text)
    }
    return flat
  }

  #forget(documents: readonly KieDocument[]): void {
    if (this.#good.size === 0) return
    const present = new Set(documents.map(({ id }) => id))
    for (const id of this.#good.keys()) if (!present.has(id)) this.#good.delete(id)
  }

  /** Undefined: the document is one setting under its own key. */
  #expand(document: KieDocument): ReadonlyMap<string, string> | undefined {
    const { id, key, value, valueType } = document
    if (valueType === 'yaml' || valueType === 'yml' || valueType === 'properties') {
      if (POLICY.test(key))
        this.#warn(
          `\`${key}\` has the value type ${valueType}, so the key itself is lost; store policies as text`
        )
      try {
        const flat = valueType === 'properties' ? parseProperties(value) : routeRules(key, yamlTexts(value))
        this.#good.set(id, flat)
        return flat
      } catch (error) {
        const kept = this.#good.get(id)
        const effect = kept === undefined ? 'it is left out' : 'its last good content stays'
        this.#warn(`the document \`${key}\` is no readable ${valueType} (${reason(error)}); ${effect}`)
        return kept ?? new Map()
      }
    }
    if (valueType === undefined || !TEXT_TYPES.has(valueType))
      this.#warn(
        `the document \`${key}\` has the unknown value type ${valueType ?? '(none)'}; it is taken as text`
      )
    return undefined
  }
}

/** Within one second the centre's order says nothing: the revision does (config.md 5.2). */
function byAge(a: KieDocument, b: KieDocument): number {
  return a.updateTime - b.updateTime || a.updateRevision - b.updateRevision
}

/** A document `servicecomb.routeRule` that holds bare service names means the rules of those (routing.md 1.1 a). */
function routeRules(key: string, flat: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  if (key !== ROUTE_RULE || [...flat.keys()].some((name) => name.startsWith('servicecomb.'))) return flat
  return new Map([...flat].map(([name, text]) => [`${ROUTE_RULE}.${name}`, text]))
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
