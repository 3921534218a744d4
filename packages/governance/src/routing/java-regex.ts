import { compileLinear, mayBacktrack } from './linear-regex.ts'

/** A pattern in Java's dialect as a test of whole texts, or why there is none. */
export type Translation =
  | { readonly ok: true; readonly test: (value: string) => boolean }
  | { readonly ok: false; readonly reason: string }

const LONGEST_PATTERN = 512

// Contents of the character class each name stands for. Java's POSIX names and \s are ASCII (java.util.regex.Pattern).
const NAMED: ReadonlyMap<string, string> = new Map([
  ['Lower', 'a-z'],
  ['Upper', 'A-Z'],
  ['ASCII', '\\x00-\\x7F'],
  ['Alpha', 'A-Za-z'],
  ['Digit', '0-9'],
  ['Alnum', 'A-Za-z0-9'],
  ['Punct', '!-\\/:-@\\[-`\\{-~'],
  ['Graph', '!-~'],
  ['Print', ' -~'],
  ['Blank', ' \\t'],
  ['Cntrl', '\\x00-\\x1F\\x7F'],
  ['XDigit', '0-9A-Fa-f'],
  ['Space', '\\t-\\r ']
])
const CLASS_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['s', '\\t-\\r '],
  ['h', ' \\t\\u00A0\\u1680\\u180E\\u2000-\\u200A\\u202F\\u205F\\u3000'],
  ['v', '\\n-\\r\\u0085\\u2028\\u2029']
])
const ANCHORS: ReadonlyMap<string, string> = new Map([
  ['A', '^'],
  ['z', '$'],
  ['Z', '$']
])
const CHARACTERS: ReadonlyMap<string, string> = new Map([
  ['a', '\\x07'],
  ['e', '\\x1B']
])
// Mean the same on both sides, with what has to follow them.
const SAME = /^(?:[dDwWtnrf]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|c[A-Za-z])/
const SAME_OUTSIDE = /^(?:[bB]|[1-9]|k<[A-Za-z][A-Za-z0-9]*>)/

/**
 * Translates once, when a rule is loaded (routing.md 2.5). The result is anchored on both ends, as `String.matches`
 * is, and in Unicode mode, whose strictness is close to Java's: what it refuses, Java refuses or reads otherwise.
 * A pattern that backtracking could make slow is walked as an automaton instead, in time proportional to the value.
 * Refused: patterns over 512 characters, slow ones that look around or back, possessive quantifiers, atomic groups, set operations, `\G`, `\R`, `\X`.
 */
export function translateJavaRegex(pattern: string, ignoreCase: boolean): Translation {
  if (pattern.length > LONGEST_PATTERN) return refuse(`it is longer than ${LONGEST_PATTERN} characters`)
  const leading = /^\(\?([is]+)\)/.exec(pattern)
  const flags = new Set(['u', ...(leading?.[1] ?? ''), ...(ignoreCase ? ['i'] : [])])
  try {
    const body = new Translator(pattern.slice(leading?.[0].length ?? 0)).run()
    const regex = new RegExp(`^(?:${body})$`, [...flags].join(''))
    if (!mayBacktrack(body)) return { ok: true, test: (value) => regex.test(value) }
    const linear = compileLinear(body, regex.flags)
    return typeof linear === 'function' ? { ok: true, test: linear } : refuse(linear.reason)
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
}

class Translator {
  readonly #text: string
  #at = 0
  #out = ''
  #inClass = false
  /** The last thing written in a class stands for several characters: a `-` after it is a plain one. */
  #afterSet = false

  constructor(text: string) {
    this.#text = text
  }

  run(): string {
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at] as string
      if (char === '\\') this.#escape()
      else if (this.#inClass) this.#insideClass(char)
      else this.#outsideClass(char)
    }
    return this.#out
  }

  #put(text: string, consumed: number, isSet = false): void {
    this.#out += text
    this.#at += consumed
    this.#afterSet = isSet
  }

  #outsideClass(char: string): void {
    if (char === '[') {
      this.#inClass = true
      const negated = this.#text[this.#at + 1] === '^'
      this.#put(negated ? '[^' : '[', negated ? 2 : 1)
      // Java reads a bracket in first place as itself.
      if (this.#text[this.#at] === ']') this.#put('\\]', 1)
      return
    }
    const quantifier = char === '{' ? /^\{\d+(?:,\d*)?\}/.exec(this.#text.slice(this.#at)) : null
    if (quantifier !== null) this.#put(quantifier[0], quantifier[0].length)
    else this.#put(char === ']' || char === '}' ? `\\${char}` : char, 1)
  }

  #insideClass(char: string): void {
    if (char === '[' || this.#text.startsWith('&&', this.#at))
      throw new Error('set operations are not supported')
    if (char === ']') {
      this.#inClass = false
      this.#put(char, 1)
    } else this.#put(char === '-' && this.#afterSet && this.#text[this.#at + 1] !== ']' ? '\\-' : char, 1)
  }

  #escape(): void {
    const rest = this.#text.slice(this.#at + 1)
    const letter = rest[0]
    if (letter === undefined) throw new Error('it ends with a backslash')
    if (letter === 'Q') return this.#quotation(rest)
    if (letter === 'p' || letter === 'P') return this.#property(rest, letter === 'P')
    const set = CLASS_ESCAPES.get(letter.toLowerCase())
    if (set !== undefined) return this.#set(set, letter !== letter.toLowerCase(), 2)
    const same = SAME.exec(rest) ?? (this.#inClass ? null : SAME_OUTSIDE.exec(rest))
    if (same !== null) return this.#put(`\\${same[0]}`, 1 + same[0].length, /^[dDwW]$/.test(same[0]))
    const other = CHARACTERS.get(letter) ?? (this.#inClass ? undefined : ANCHORS.get(letter))
    if (other !== undefined) return this.#put(other, 2)
    if (/[A-Za-z0-9]/.test(letter)) throw new Error(`\\${letter} is not supported`)
    this.#put(quote(letter), 2)
  }

  #set(content: string, negated: boolean, consumed: number): void {
    if (!this.#inClass) this.#put(`[${negated ? '^' : ''}${content}]`, consumed)
    else if (negated) throw new Error('a negated name inside brackets is not supported')
    else this.#put(content, consumed, true)
  }

  #property(rest: string, negated: boolean): void {
    const match = /^[pP](?:\{(?:Is)?([A-Za-z]+)\}|([A-Z]))/.exec(rest)
    const name = match?.[1] ?? match?.[2]
    if (match === null || name === undefined) throw new Error('an unreadable \\p')
    const content = NAMED.get(name)
    if (content !== undefined) this.#set(content, negated, 1 + match[0].length)
    // General categories (L, Lu, Nd) are called the same in both; RegExp refuses what it does not know.
    else this.#put(`\\${negated ? 'P' : 'p'}{${name}}`, 1 + match[0].length, true)
  }

  #quotation(rest: string): void {
    const end = rest.indexOf('\\E')
    const literal = rest.slice(1, end < 0 ? undefined : end)
    this.#put([...literal].map(quote).join(''), end < 0 ? 1 + rest.length : end + 3)
  }
}

function quote(char: string): string {
  return /[\^$\\.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char === '-' ? '\\x2D' : char
}

function refuse(reason: string): Translation {
  return { ok: false, reason }
}
