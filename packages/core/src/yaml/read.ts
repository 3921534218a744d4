import type { RawNode } from './nodes.ts'

/** What a field's text says in the field's type, or why it says nothing. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string }

const MIN_INT = -2147483648
const MAX_INT = 2147483647

/** 32-bit signed whole number in the YAML 1.1 spellings: `010` is 8, `0x10` 16, `1:30` 90, `1_000` 1000. Null is none. */
export function readInt(node: RawNode): Reading<number> {
  const text = scalarText(node)
  if (!text.ok) return text
  const value = parseIntText(text.value)
  if (value === undefined) return no(`'${text.value}' is no whole number`)
  if (value < MIN_INT || value > MAX_INT) return no(`${text.value} is outside ${MIN_INT}..${MAX_INT}`)
  return yes(value)
}

/** Decimal number as 64-bit float: `.5`, `1e1`, `1_0.5`, `1:30.5`, `010` is 10, `.inf`. NaN and null are none (D4). */
export function readDouble(node: RawNode): Reading<number> {
  const text = scalarText(node)
  if (!text.ok) return text
  const value = parseFloatText(text.value)
  return value === undefined ? no(`'${text.value}' is no number`) : yes(value)
}

/** As `readDouble`, rounded to 32 bits. */
export function readFloat(node: RawNode): Reading<number> {
  const value = readDouble(node)
  return value.ok ? yes(Math.fround(value.value)) : value
}

/** `true`, `yes`, `on` and their opposites in any case, quoted or not. Null is none. */
export function readBoolean(node: RawNode): Reading<boolean> {
  const text = scalarText(node)
  if (!text.ok) return text
  const lower = text.value.toLowerCase()
  if (lower === 'true' || lower === 'yes' || lower === 'on') return yes(true)
  if (lower === 'false' || lower === 'no' || lower === 'off') return yes(false)
  return no(`'${text.value}' is neither true nor false`)
}

/** Text as written, without any interpretation; undefined for null. A list or mapping is no text (D25). */
export function readText(node: RawNode): Reading<string | undefined> {
  if (node.kind !== 'scalar')
    return no(`a text is needed, not a ${node.kind === 'list' ? 'list' : 'mapping'}`)
  return yes(node.isNull ? undefined : node.text)
}

/** List of texts, its null items as undefined; undefined for null. A single text is no list (no wrapping, no commas). */
export function readTexts(node: RawNode): Reading<readonly (string | undefined)[] | undefined> {
  if (node.kind === 'scalar' && node.isNull) return yes(undefined)
  if (node.kind !== 'list') return no('a list is needed')
  const items: (string | undefined)[] = []
  for (const item of node.items) {
    const text = readText(item)
    if (!text.ok) return text
    items.push(text.value)
  }
  return yes(items)
}

/**
 * A decimal number as Java's `Double.parseDouble` reads it: blanks around it, a sign, an exponent, a trailing `d` or
 * `f`, `NaN`, `Infinity`. Undefined for anything else; hexadecimal is not read. (governance.md 3.1)
 */
export function parseDoubleText(text: string): number | undefined {
  // Java's blanks are everything up to U+0020, and nothing above.
  // oxlint-disable-next-line no-control-regex
  const match =
    /^[\0-\x20]*([+-]?)(?:(NaN)|(Infinity)|((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[fFdD]?)[\0-\x20]*$/.exec(
      text
    )
  if (match === null) return undefined
  const size = match[2] !== undefined ? NaN : match[3] !== undefined ? Infinity : Number(match[4])
  return match[1] === '-' ? -size : size
}

function scalarText(node: RawNode): Reading<string> {
  const text = readText(node)
  if (!text.ok) return text
  return text.value === undefined ? no('a value is needed, not null') : yes(text.value)
}

function parseIntText(text: string): number | undefined {
  const match = /^([+-]?)(.+)$/.exec(text.replaceAll('_', ''))
  if (match === null) return undefined
  const size = parseDigits(match[2] ?? '')
  if (size === undefined) return undefined
  return match[1] === '-' && size !== 0 ? -size : size
}

function parseDigits(text: string): number | undefined {
  if (/^0b[01]+$/.test(text)) return parseInt(text.slice(2), 2)
  if (/^0x[0-9a-fA-F]+$/.test(text)) return parseInt(text.slice(2), 16)
  if (/^0[0-7]*$/.test(text)) return parseInt(text, 8)
  if (/^[1-9][0-9]*$/.test(text)) return Number(text)
  if (/^[1-9][0-9]*(?::[0-9]+)+$/.test(text)) return sexagesimal(text, Number)
  return undefined
}

function parseFloatText(text: string): number | undefined {
  const plain = text.replaceAll('_', '')
  const infinite = /^([+-]?)\.inf$/i.exec(plain)
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity
  const signed = /^([+-]?)(.*)$/s.exec(plain)
  const size = plain.includes(':')
    ? sexagesimal(signed?.[2] ?? '', parseDoubleText)
    : parseDoubleText(signed?.[2] ?? '')
  if (size === undefined || Number.isNaN(size)) return undefined
  return signed?.[1] === '-' && size !== 0 ? -size : size
}

function sexagesimal(text: string, parse: (part: string) => number | undefined): number | undefined {
  let sum = 0
  for (const part of text.split(':')) {
    const value = parse(part)
    if (value === undefined) return undefined
    sum = sum * 60 + value
  }
  return sum
}

function yes<T>(value: T): Reading<T> {
  return { ok: true, value }
}

function no<T>(reason: string): Reading<T> {
  return { ok: false, reason }
}
