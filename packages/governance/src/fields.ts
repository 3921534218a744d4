import { readBoolean, readDouble, readFloat, readInt, readText, readTexts } from '@node-chassis/core/yaml'
import type { RawMap, RawNode, Reading } from '@node-chassis/core/yaml'
import { parseDuration } from './duration.ts'

/** Why a policy text is no policy. Caught where the key is known. */
export class FieldError extends Error {
  constructor(field: string, reason: string) {
    super(`${field}: ${reason}`)
    this.name = 'FieldError'
  }
}

/** Reads the fields of one policy by their target types (governance.md 1.3). Absent fields take their default. */
export class Fields {
  readonly #map: RawMap

  constructor(map: RawMap) {
    this.#map = map
  }

  has(name: string): boolean {
    return this.#map.entries.has(name)
  }

  node(name: string): RawNode | undefined {
    return this.#map.entries.get(name)
  }

  int(name: string, fallback: number): number {
    return this.#read(name, readInt, fallback)
  }

  float(name: string, fallback: number): number {
    return this.#read(name, readFloat, fallback)
  }

  double(name: string, fallback: number): number {
    return this.#read(name, readDouble, fallback)
  }

  boolean(name: string, fallback: boolean): boolean {
    return this.#read(name, readBoolean, fallback)
  }

  /** Undefined when absent, null, or empty. */
  text(name: string): string | undefined {
    return this.#read(name, readText, undefined) || undefined
  }

  /** For texts that stay null or empty when given so (governance.md 1.3): undefined for null, the default when absent. */
  givenText(name: string, fallback: string | undefined): string | undefined {
    return this.#read(name, readText, fallback)
  }

  /** Milliseconds, with a fraction. Absent, null and empty give the default. */
  durationMs(name: string, fallback: number): number {
    const text = this.text(name)
    if (text === undefined) return fallback
    const value = parseDuration(text)
    if (value === undefined)
      throw new FieldError(name, `'${text}' is no duration (milliseconds, or 1h2m3.5s)`)
    return value
  }

  /** Status patterns. Null and empty items do not count; without any other item the default holds (governance.md 5). */
  statuses(name: string): readonly string[] {
    const items = this.#read(name, readTexts, undefined) ?? []
    const given = items.filter((item) => item !== undefined && item !== '') as string[]
    return given.length > 0 ? given : DEFAULT_STATUSES
  }

  /** @throws FieldError unless `holds` */
  check(name: string, holds: boolean, reason: string): void {
    if (!holds) throw new FieldError(name, reason)
  }

  #read<T, F>(name: string, read: (node: RawNode) => Reading<T>, fallback: F): T | F {
    const node = this.#map.entries.get(name)
    if (node === undefined) return fallback
    const reading = read(node)
    if (!reading.ok) throw new FieldError(name, reading.reason)
    return reading.value
  }
}

const DEFAULT_STATUSES: readonly string[] = Object.freeze(['502', '503'])
