import type { Layer } from './layer.ts'
import { resolvePlaceholders } from './placeholders.ts'

/** The merged settings, placeholders resolved. */
export interface Effective {
  readonly values: ReadonlyMap<string, string>
  /** Where the value of each key is from: the layer's name, and the key as it was written there. */
  readonly origins: ReadonlyMap<string, { readonly layer: string; readonly key: string }>
}

/** @param layers weakest first @param fallback asked for names in placeholders that no layer has */
export function merge(layers: readonly Layer[], fallback: (name: string) => string | undefined): Effective {
  const raw = new Map<string, string>()
  const origins = new Map<string, { layer: string; key: string }>()
  for (const { name, settings } of layers) {
    for (const [key, setting] of settings) {
      raw.set(key, setting.text)
      origins.set(key, { layer: setting.place ?? name, key: setting.key })
    }
  }
  const lookup = (name: string): string | undefined => raw.get(name) ?? fallback(name)
  const values = new Map<string, string>()
  for (const [key, text] of raw)
    values.set(key, text.includes('${') ? resolvePlaceholders(text, lookup, new Set([key])) : text)
  return { values, origins }
}

/** Keys that were added, removed or changed. */
export function changedKeys(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>
): string[] {
  const keys = [...after].filter(([key, text]) => before.get(key) !== text).map(([key]) => key)
  for (const key of before.keys()) if (!after.has(key)) keys.push(key)
  return keys
}
