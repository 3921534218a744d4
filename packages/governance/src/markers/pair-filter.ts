const BITS = 1024
const WORDS = BITS / 32

/**
 * Tells quickly which texts cannot be part of another one: notes which pairs of neighbouring characters it has, and a
 * text with a pair that it lacks is not in it. Looking for each of a hundred texts in a path would cost a hundred searches.
 */
export class PairFilter {
  readonly #seen = new Int32Array(WORDS)

  /** Takes the text in which others are looked for. */
  take(text: string): void {
    this.#seen.fill(0)
    for (let i = 1; i < text.length; i++) {
      const bit = hash(text.charCodeAt(i - 1), text.charCodeAt(i))
      this.#seen[bit >> 5] = (this.#seen[bit >> 5] as number) | (1 << (bit & 31))
    }
  }

  /** False only when the text of these pairs is certainly not part of the one taken. */
  mayHold(pairs: readonly number[]): boolean {
    for (let i = 0; i < pairs.length; i++) {
      const bit = pairs[i] as number
      if (((this.#seen[bit >> 5] as number) & (1 << (bit & 31))) === 0) return false
    }
    return true
  }
}

/** What `mayHold` asks for, made once per text. */
export function pairsOf(text: string): readonly number[] {
  const pairs = new Set<number>()
  for (let i = 1; i < text.length; i++) pairs.add(hash(text.charCodeAt(i - 1), text.charCodeAt(i)))
  // The end of a text tells more than its beginning: paths begin alike.
  return [...pairs].toReversed()
}

function hash(first: number, second: number): number {
  return (first * 37 + second) & (BITS - 1)
}
