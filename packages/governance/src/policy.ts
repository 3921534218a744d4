import { YamlError, parseYaml } from '@node-chassis/core/yaml'
import type { RawMap } from '@node-chassis/core/yaml'
import { FieldError, Fields } from './fields.ts'
import { READERS } from './kinds.ts'
import type { Kind, KindOptions } from './kinds.ts'

/** A policy that was read and found valid. */
export interface Policy<K extends Kind = Kind> {
  readonly kind: K
  /** What stands behind `<kind>.` in the key; binds the policy to the matchGroup of the same name. */
  readonly name: string
  /** Configuration key. */
  readonly key: string
  /** Smaller is stronger. */
  readonly order: number
  readonly services: string | undefined
  readonly options: KindOptions[K]
  /** The options as a text: equal policies have equal ones (D23). */
  readonly fingerprint: string
}

/** What a text is: a value, or the reason why it is none. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string }

/** Reads the text of one policy key (governance.md 1.3, 1.4). Never throws. */
export function parsePolicy<K extends Kind>(kind: K, name: string, text: string): Parsed<Policy<K>> {
  return parseRoot(text, (fields) => {
    const options = READERS[kind](fields)
    return {
      kind,
      name,
      key: `servicecomb.${kind}.${name}`,
      order: fields.int('order', 0),
      services: fields.text('services'),
      options,
      fingerprint: JSON.stringify(options)
    }
  })
}

/** Reads a text whose root must be a mapping (D3), turning what its reader throws into a reason. */
export function parseRoot<T>(text: string, read: (fields: Fields, map: RawMap) => T): Parsed<T> {
  try {
    const root = parseYaml(text)
    if (root?.kind !== 'map')
      return { ok: false, reason: `a mapping of fields is needed, not ${nameOf(root?.kind)}` }
    return { ok: true, value: read(new Fields(root), root) }
  } catch (error) {
    if (error instanceof YamlError) return { ok: false, reason: `no YAML: ${error.message}` }
    if (error instanceof FieldError) return { ok: false, reason: error.message }
    throw error
  }
}

function nameOf(kind: 'scalar' | 'list' | undefined): string {
  return kind === undefined ? 'an empty text' : kind === 'list' ? 'a list' : 'a single text'
}
