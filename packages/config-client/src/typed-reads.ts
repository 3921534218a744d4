import { ConfigError } from '@node-chassis/core'
import type { Warn } from './layer.ts'
import { shown } from './secrets.ts'
import { booleanOf, numberOf } from './text/coerce.ts'

/** Where typed reads get their texts from. */
export interface Texts {
  get(key: string): string | undefined
  sourceOf(key: string): string | undefined
  /** Whether the value in force is that of a remote source, which may change and may not throw. */
  isRemote(key: string): boolean
  /** What the local sources alone say. */
  local(key: string): string | undefined
  /** The key as its owner wrote it. */
  written(key: string): string
}

interface Read<T> {
  readonly text: string
  readonly value: T
}

/** How the text of a setting becomes a value. */
interface Reader<T> {
  readonly read: (text: string) => T | undefined
  readonly wanted: string
}

const NUMBER: Reader<number> = { read: numberOf, wanted: 'a number' }
const BOOLEAN: Reader<boolean> = { read: booleanOf, wanted: 'true or false' }

/**
 * Reads texts as numbers and booleans. What a local source says wrong is refused; what a remote source says wrong is
 * passed over for the last readable value, the local one or the default, with one warning per key and value
 * (config.md 5.4).
 */
export class TypedReads {
  readonly #texts: Texts
  readonly #warn: Warn
  readonly #numbers = new Map<string, Read<number>>()
  readonly #booleans = new Map<string, Read<boolean>>()

  constructor(texts: Texts, warn: Warn) {
    this.#texts = texts
    this.#warn = warn
  }

  number(key: string, fallback: number): number {
    return this.#value(key, fallback, NUMBER, this.#numbers)
  }

  boolean(key: string, fallback: boolean): boolean {
    return this.#value(key, fallback, BOOLEAN, this.#booleans)
  }

  #value<T>(key: string, fallback: T, reader: Reader<T>, good: Map<string, Read<T>>): T {
    const text = this.#texts.get(key)
    const last = good.get(key)
    if (last !== undefined && last.text === text) return last.value
    // A key with nothing behind it, as `environment:` in a file, says nothing.
    if (text === undefined || text.trim() === '') return fallback
    const value = reader.read(text)
    if (value !== undefined) {
      good.set(key, { text, value })
      return value
    }
    const problem = `\`${this.#texts.written(key)}\` (${this.#texts.sourceOf(key)}) is "${shown(key, text)}"; write ${reader.wanted}`
    if (!this.#texts.isRemote(key)) throw new ConfigError('CHS_CONFIG_INVALID', problem, { key })
    const local = this.#texts.local(key)
    const below = local === undefined ? undefined : reader.read(local)
    const effect =
      last !== undefined
        ? 'the value before stays'
        : below !== undefined
          ? 'the local value holds'
          : 'the default holds'
    this.#warn(`${problem}; until then ${effect}`)
    return last?.value ?? below ?? fallback
  }
}
