/**
 * YAML 1.1 with the source text of scalars kept (governance.md 1.3, config.md 5.3): `010`, `1.10` and `yes` mean
 * different things in different fields, so the reader of a field decides, not the parser.
 */
export type RawNode = RawScalar | RawList | RawMap

export interface RawScalar {
  readonly kind: 'scalar'
  /** Source text after unquoting; `''` for an empty value. */
  readonly text: string
  /** Quoted, or a block scalar: text on purpose. */
  readonly quoted: boolean
  /** Plain `null`, `~` or nothing. */
  readonly isNull: boolean
}

export interface RawList {
  readonly kind: 'list'
  readonly items: readonly RawNode[]
}

export interface RawMap {
  readonly kind: 'map'
  /** Last of equal keys wins; merge keys are resolved. */
  readonly entries: ReadonlyMap<string, RawNode>
  /** The keys as they were written, by their text: `8080` and `"8080"` flatten differently (config.md 5.3). */
  readonly keys: ReadonlyMap<string, RawScalar>
}

/** A text that is no YAML document (or more than one, or one that a policy or settings file may not be). */
export class YamlError extends Error {
  /** Line of the text, counting from 1; 0 when the fault has no place. */
  readonly line: number

  constructor(message: string, line: number) {
    super(line > 0 ? `line ${line}: ${message}` : message)
    this.name = 'YamlError'
    this.line = line
  }
}
