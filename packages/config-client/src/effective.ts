import type { Layer, Setting } from './layer.ts'
import { resolvePlaceholders } from './placeholders.ts'

/** The merged settings, placeholders resolved. */
export interface Effective {
  readonly values: ReadonlyMap<string, string>
  /** The setting that won, as it was written. */
  readonly settings: ReadonlyMap<string, Setting>
  /** The layer it is from. */
  readonly layers: ReadonlyMap<string, Layer>
}

/** @param layers weakest first @param fallback asked for names in placeholders that no layer has */
export function merge(layers: readonly Layer[], fallback: (name: string) => string | undefined): Effective {
  const settings = new Map<string, Setting>()
  const from = new Map<string, Layer>()
  for (const layer of layers) {
    for (const [key, setting] of layer.settings) {
      settings.set(key, setting)
      from.set(key, layer)
    }
  }
  const lookup = (name: string): string | undefined => settings.get(name)?.text ?? fallback(name)
  const values = new Map<string, string>()
  for (const [key, { text }] of settings)
    values.set(key, text.includes('${') ? resolvePlaceholders(text, lookup, new Set([key])) : text)
  return { values, settings, layers: from }
}
