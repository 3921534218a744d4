const DIGITS: readonly number[] = Object.freeze([...Buffer.from('0123456789abcdef')])

/**
 * A text with places for a trace id of 16 digits, filled in anew for each call. The bytes are kept and one flat string is
 * made of them: pieces that are concatenated would be copied once more where undici checks and writes the header (300
 * bytes of garbage a header, measured).
 */
export class TraceTemplate {
  readonly #bytes: Buffer
  readonly #places: readonly number[]

  /** @param text ASCII; each `place` in it stands for the id */
  constructor(text: string, place: string) {
    const pieces = text.split(place)
    this.#bytes = Buffer.from(pieces.join('0'.repeat(16)), 'latin1')
    let end = -16
    this.#places = pieces.slice(0, -1).map((piece) => (end += 16 + piece.length))
  }

  /** As `newTraceId` composes it: seconds since the epoch, then two times 16 bits of chance. */
  with(seconds: number, high: number, low: number): string {
    const bytes = this.#bytes
    for (let i = 0; i < this.#places.length; i++) {
      const at = this.#places[i]!
      write(bytes, at, seconds >>> 16)
      write(bytes, at + 4, seconds)
      write(bytes, at + 8, high)
      write(bytes, at + 12, low)
    }
    return bytes.toString('latin1')
  }
}

/** The lower 16 bits of a number. */
function write(bytes: Buffer, at: number, n: number): void {
  bytes[at] = DIGITS[(n >>> 12) & 15]!
  bytes[at + 1] = DIGITS[(n >>> 8) & 15]!
  bytes[at + 2] = DIGITS[(n >>> 4) & 15]!
  bytes[at + 3] = DIGITS[n & 15]!
}
