const WIDE: ReadonlyMap<string, string> = new Map([
  ['：', 'full-width colon (U+FF1A) where ":" is expected'],
  ['，', 'full-width comma (U+FF0C) where "," is expected'],
  ['\u3000', 'ideographic blank (U+3000) where " " is expected'],
  ['［', 'full-width bracket (U+FF3B) where "[" is expected'],
  ['］', 'full-width bracket (U+FF3D) where "]" is expected'],
  ['｛', 'full-width brace (U+FF5B) where "{" is expected'],
  ['｝', 'full-width brace (U+FF5D) where "}" is expected'],
  ['“', "typographic quote (U+201C) where '\"' is expected"],
  ['”', "typographic quote (U+201D) where '\"' is expected"],
  ['－', 'full-width hyphen (U+FF0D) where "-" is expected']
])

/** What an input method put into a text, and the line that it is on, counting from 1. */
export interface WidePunctuation {
  /** `full-width colon (U+FF1A) where ":" is expected` */
  readonly what: string
  readonly line: number
}

/**
 * The first character that an input method puts where YAML wants plain punctuation (decisions.md N31). For texts that do
 * not parse or never match: elsewhere such a character may well be meant.
 */
export function widePunctuation(text: string): WidePunctuation | undefined {
  for (const [i, line] of text.split('\n').entries()) {
    for (const [character, what] of WIDE) if (line.includes(character)) return { what, line: i + 1 }
  }
  return undefined
}

/** The same for a text that a parser gave up on at a line: on that line, or the one before. @param at counting from 1 */
export function widePunctuationAt(text: string, at: number): WidePunctuation | undefined {
  const lines = text.split('\n')
  for (const line of [at, at - 1]) {
    const found = widePunctuation(lines[line - 1] ?? '')
    if (found !== undefined) return { what: found.what, line }
  }
  return undefined
}
