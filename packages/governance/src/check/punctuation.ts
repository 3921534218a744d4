const WIDE: ReadonlyMap<string, string> = new Map([
  ['：', 'full-width colon (U+FF1A) where ":" is expected'],
  ['，', 'full-width comma (U+FF0C) where "," is expected'],
  ['\u3000', 'ideographic blank (U+3000) where " " is expected'],
  ['［', 'full-width bracket (U+FF3B) where "[" is expected'],
  ['｛', 'full-width brace (U+FF5B) where "{" is expected'],
  ['“', "typographic quote (U+201C) where '\"' is expected"],
  ['－', 'full-width hyphen (U+FF0D) where "-" is expected']
])

/** The first character that an input method puts where YAML wants plain punctuation; asked of texts that do not parse. */
export function punctuation(text: string): { readonly message: string; readonly line: number } | undefined {
  for (const [i, line] of text.split('\n').entries()) {
    for (const [character, message] of WIDE)
      if (line.includes(character))
        return { message: `${message} in line ${i + 1} of the value`, line: i + 1 }
  }
  return undefined
}
