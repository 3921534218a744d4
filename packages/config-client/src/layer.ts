import type { FlatValue } from './text/flatten.ts'

/** A setting of one source. */
export interface Setting {
  readonly text: string
  /** As written, before YAML read a number or a word out of it. */
  readonly written: string
  /** The key as its owner wrote it: what messages name. */
  readonly key: string
  /** More exact than the layer's name. */
  readonly place?: string
}

/** One source of settings; later layers beat earlier ones. */
export interface Layer {
  /** For people: `application.yaml`, `environment`. */
  readonly name: string
  readonly settings: Map<string, Setting>
  /** Its values change in a running process. */
  readonly remote?: boolean
}

export function layerOfTexts(name: string, texts: Iterable<readonly [string, string]>): Layer {
  const settings = new Map<string, Setting>()
  for (const [key, text] of texts) settings.set(key, { text, written: text, key })
  return { name, settings }
}

export function layerOfFlat(name: string, flat: ReadonlyMap<string, FlatValue>): Layer {
  const settings = new Map<string, Setting>()
  for (const [key, { text, source }] of flat) settings.set(key, { text, written: source, key })
  return { name, settings }
}

/** Says each thing once, however often it is found. */
export type Warn = (message: string) => void

/** A centre that sends ever new nonsense must fill neither the memory nor the log. */
const MOST_WARNINGS = 10_000

export function onceEach(warn: Warn): Warn {
  const said = new Set<string>()
  return (message) => {
    if (said.has(message) || said.size > MOST_WARNINGS) return
    said.add(message)
    warn(said.size > MOST_WARNINGS ? 'too many warnings about settings; further ones are left out' : message)
  }
}
