/** A matcher of whole texts in time proportional to the text, or why there is none. */
export type LinearMatch = ((text: string) => boolean) | { readonly reason: string }

const MOST_STATES = 2000
const MOST_CHOICES = 2

/**
 * Whether RegExp's backtracking could take more than about the square of the text's length: more than two places where
 * a match can go on in several ways, or a repetition of something that can itself go on in several ways.
 * @param source a pattern in RegExp's Unicode syntax
 */
export function mayBacktrack(source: string): boolean {
  const tree = parse(source)
  return tree === undefined || choices(tree) > MOST_CHOICES
}

/**
 * Compiles a pattern to an automaton that is walked with all its states at once (Thompson, Pike): no input makes it
 * slow. Refused: what is no regular expression (back references, look-around, word boundaries) and more than 2,000 states.
 * @param source a pattern in RegExp's Unicode syntax @param flags those of RegExp; `i` and `s` count
 */
export function compileLinear(source: string, flags: string): LinearMatch {
  const tree = parse(source)
  if (tree === undefined || isOdd(tree))
    return { reason: 'it repeats parts that can match in several ways, and looks around or back' }
  const program: Instruction[] = []
  const build = new Builder(program, flags)
  if (!build.add(tree)) return { reason: `it repeats too much: more than ${MOST_STATES} steps` }
  program.push({ op: 'end' })
  return (text) => run(program, text)
}

type Node =
  | { readonly kind: 'one'; readonly source: string }
  /** `^` or `$`. */
  | { readonly kind: 'edge'; readonly first: boolean }
  /** Looks around or back: no automaton can. */
  | { readonly kind: 'odd'; readonly part: Node | undefined }
  | { readonly kind: 'all'; readonly parts: readonly Node[] }
  | { readonly kind: 'any'; readonly parts: readonly Node[] }
  | { readonly kind: 'times'; readonly part: Node; readonly least: number; readonly most: number }

type Instruction =
  | { readonly op: 'one'; readonly test: RegExp }
  | { readonly op: 'edge'; readonly first: boolean }
  | { readonly op: 'split'; to: number[] }
  | { readonly op: 'end' }

const QUANTIFIER = /^(?:[*+?]|\{(\d+)(?:,(\d*))?\})\??/
const ATOM =
  /^(?:\[(?:\\.|[^\]\\])*\]|\\(?:p\{[^}]*\}|P\{[^}]*\}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|u\{[^}]*\}|c[A-Za-z]|[^bBk1-9])|[^\\[\](){}*+?|^$])/u

/** Undefined for what an automaton cannot do. */
function parse(source: string): Node | undefined {
  const reader = { at: 0 }
  const tree = alternatives(source, reader)
  return reader.at === source.length ? tree : undefined
}

function alternatives(source: string, reader: { at: number }): Node | undefined {
  const parts: Node[] = []
  for (;;) {
    const part = sequence(source, reader)
    if (part === undefined) return undefined
    parts.push(part)
    if (source[reader.at] !== '|') break
    reader.at++
  }
  return parts.length === 1 ? parts[0] : { kind: 'any', parts }
}

function sequence(source: string, reader: { at: number }): Node | undefined {
  const parts: Node[] = []
  while (reader.at < source.length && source[reader.at] !== '|' && source[reader.at] !== ')') {
    const part = atom(source, reader)
    if (part === undefined) return undefined
    const quantifier = QUANTIFIER.exec(source.slice(reader.at))
    reader.at += quantifier?.[0].length ?? 0
    parts.push(quantifier === null ? part : repeated(part, quantifier))
  }
  return { kind: 'all', parts }
}

function repeated(part: Node, [text, least, most]: RegExpExecArray): Node {
  if (text.startsWith('*')) return { kind: 'times', part, least: 0, most: Infinity }
  if (text.startsWith('+')) return { kind: 'times', part, least: 1, most: Infinity }
  if (text.startsWith('?')) return { kind: 'times', part, least: 0, most: 1 }
  const from = Number(least)
  return {
    kind: 'times',
    part,
    least: from,
    most: most === undefined ? from : most === '' ? Infinity : Number(most)
  }
}

function atom(source: string, reader: { at: number }): Node | undefined {
  const rest = source.slice(reader.at)
  if (rest.startsWith('(')) {
    const [opening = '', name] = /^\((?:\?(:|<?[=!]|<[A-Za-z]\w*>))?/.exec(rest) ?? []
    reader.at += opening.length
    const inner = alternatives(source, reader)
    if (inner === undefined || source[reader.at] !== ')') return undefined
    reader.at++
    return name !== undefined && /[=!]$/.test(name) ? { kind: 'odd', part: inner } : inner
  }
  const special = /^(?:\^|\$|\\(?:[bB]|[1-9]\d*|k<\w+>))/.exec(rest)?.[0]
  if (special !== undefined) {
    reader.at += special.length
    return special.length === 1 ? { kind: 'edge', first: special === '^' } : { kind: 'odd', part: undefined }
  }
  const match = ATOM.exec(rest)
  if (match === null) return undefined
  reader.at += match[0].length
  return { kind: 'one', source: match[0] }
}

/** Places where a match can go on in several ways; a repetition of one counts as many. */
function choices(node: Node): number {
  switch (node.kind) {
    case 'one':
    case 'edge':
      return 0
    case 'odd':
      return node.part === undefined ? 0 : choices(node.part)
    case 'all':
      return node.parts.reduce((sum, part) => sum + choices(part), 0)
    case 'any':
      return 1 + node.parts.reduce((sum, part) => sum + choices(part), 0)
    case 'times': {
      const inner = choices(node.part)
      if (inner > 0 && node.most > 1) return Infinity
      return inner + (node.least === node.most ? 0 : 1)
    }
  }
}

function isOdd(node: Node): boolean {
  if (node.kind === 'odd') return true
  if (node.kind === 'times') return isOdd(node.part)
  return 'parts' in node && node.parts.some(isOdd)
}

class Builder {
  readonly #program: Instruction[]
  readonly #flags: string

  constructor(program: Instruction[], flags: string) {
    this.#program = program
    this.#flags = flags
  }

  /** False when the program grows too long. */
  add(node: Node): boolean {
    const program = this.#program
    if (program.length > MOST_STATES) return false
    switch (node.kind) {
      case 'one':
        program.push({ op: 'one', test: new RegExp(`^(?:${node.source})$`, this.#flags) })
        return true
      case 'edge':
        program.push({ op: 'edge', first: node.first })
        return true
      case 'odd':
        return false
      case 'all':
        return node.parts.every((part) => this.add(part))
      case 'any':
        return this.#alternatives(node.parts)
      case 'times':
        return this.#times(node)
    }
  }

  #alternatives(parts: readonly Node[]): boolean {
    const split = this.#split()
    const ends: { to: number[] }[] = []
    for (const part of parts) {
      split.to.push(this.#program.length)
      if (!this.add(part)) return false
      ends.push(this.#split())
    }
    for (const end of ends) end.to.push(this.#program.length)
    return true
  }

  #times({ part, least, most }: Extract<Node, { kind: 'times' }>): boolean {
    for (let i = 0; i < least; i++) if (!this.add(part)) return false
    const program = this.#program
    if (most === Infinity) {
      const start = program.length
      const split = this.#split()
      split.to.push(program.length)
      if (!this.add(part)) return false
      this.#split().to.push(start)
      split.to.push(program.length)
      return true
    }
    const skips: { to: number[] }[] = []
    for (let i = least; i < most; i++) {
      const split = this.#split()
      split.to.push(program.length)
      skips.push(split)
      if (!this.add(part)) return false
    }
    for (const skip of skips) skip.to.push(program.length)
    return true
  }

  #split(): { to: number[] } {
    const split: Instruction = { op: 'split', to: [] }
    this.#program.push(split)
    return split
  }
}

function run(program: readonly Instruction[], text: string): boolean {
  let at = 0
  let states = follow(program, [0], true, text === '')
  for (const character of text) {
    at += character.length
    const next: number[] = []
    for (const state of states) {
      const instruction = program[state] as Instruction
      if (instruction.op === 'one' && instruction.test.test(character)) next.push(state + 1)
    }
    if (next.length === 0) return false
    states = follow(program, next, false, at === text.length)
  }
  return states.some((state) => program[state]?.op === 'end')
}

// Everywhere one can be without taking a character; each state once, so loops of nothing end.
function follow(
  program: readonly Instruction[],
  from: readonly number[],
  atStart: boolean,
  atEnd: boolean
): number[] {
  const seen = new Uint8Array(program.length)
  const todo = [...from]
  const states: number[] = []
  for (let state = todo.pop(); state !== undefined; state = todo.pop()) {
    if (seen[state] === 1) continue
    seen[state] = 1
    const instruction = program[state] as Instruction
    if (instruction.op === 'split') todo.push(...instruction.to)
    else if (instruction.op === 'edge') {
      if (instruction.first ? atStart : atEnd) todo.push(state + 1)
    } else states.push(state)
  }
  return states
}
