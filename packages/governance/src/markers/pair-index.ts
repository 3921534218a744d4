const SLOTS = 1024

/**
 * Finds what may be part of a text by walking the text once: every entry stands under one pair of neighbouring
 * characters of its own text, the pair that the fewest others have. Looking for each of a hundred texts in a path would
 * cost a hundred searches.
 */
export class PairIndex<Entry> {
  readonly #slots: Entry[][] = Array.from({ length: SLOTS }, () => [])
  /** Texts of less than two characters: part of nearly everything. */
  readonly #short: Entry[]

  constructor(entries: readonly (readonly [text: string, entry: Entry])[]) {
    const uses = new Uint32Array(SLOTS)
    for (const [text] of entries) for (const slot of slotsOf(text)) uses[slot] = (uses[slot] as number) + 1
    this.#short = entries.filter(([text]) => text.length < 2).map(([, entry]) => entry)
    for (const [text, entry] of entries) {
      const rarest = [...slotsOf(text)].toSorted((a, b) => (uses[a] as number) - (uses[b] as number))[0]
      if (rarest !== undefined) this.#slots[rarest]?.push(entry)
    }
  }

  /** Writes what may be part of the text behind the first `count` of `out`; answers how many there are then. */
  collect(text: string, out: Entry[], count: number): number {
    let n = count
    for (let i = 0; i < this.#short.length; i++) out[n++] = this.#short[i] as Entry
    let first = text.charCodeAt(0)
    for (let i = 1; i < text.length; i++) {
      const second = text.charCodeAt(i)
      const found = this.#slots[slotOf(first, second)] as Entry[]
      for (let k = 0; k < found.length; k++) out[n++] = found[k] as Entry
      first = second
    }
    return n
  }
}

function slotsOf(text: string): Set<number> {
  const slots = new Set<number>()
  for (let i = 1; i < text.length; i++) slots.add(slotOf(text.charCodeAt(i - 1), text.charCodeAt(i)))
  return slots
}

function slotOf(first: number, second: number): number {
  return (first * 37 + second) & (SLOTS - 1)
}
