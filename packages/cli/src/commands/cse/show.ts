import { table } from '../../output.ts'
import type { Output } from '../../output.ts'

/** How an answer is shown. */
export interface Shape {
  readonly list?: string | undefined
  readonly columns?: readonly string[] | undefined
  /** Fields whose values are shown nowhere. */
  readonly secrets?: readonly string[] | undefined
}

const HIDDEN = '******'
/** A table wider than this is no help. */
const COLUMNS = 7

/** An answer as JSON, as a table, or field by field. */
export function show(output: Output, answer: unknown, json: boolean | undefined, shape: Shape = {}): void {
  const shown = hide(answer, shape.secrets ?? [])
  if (json) return output.out(JSON.stringify(shown ?? null))
  if (shown === undefined || shown === null || shown === true || shown === '') return output.err('done')
  const rows = rowsOf(shown, shape.list)
  if (rows !== undefined) return output.out(listing(rows, shape.columns ?? columnsOf(rows)))
  if (typeof shown !== 'object') return output.out(cell(shown))
  output.out(
    table(
      ['FIELD', 'VALUE'],
      Object.entries(shown).map(([name, value]) => [name, cell(value)])
    )
  )
}

function hide(answer: unknown, secrets: readonly string[]): unknown {
  if (secrets.length === 0 || typeof answer !== 'object' || answer === null) return answer
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [
      name,
      secrets.includes(name) ? HIDDEN : (value as unknown)
    ])
  )
}

type Row = Readonly<Record<string, unknown>>

function rowsOf(answer: unknown, list: string | undefined): readonly Row[] | undefined {
  const found: unknown = Array.isArray(answer)
    ? answer
    : list === undefined
      ? undefined
      : ((answer as Row)[list] ?? [])
  if (!Array.isArray(found)) return undefined
  return found.map((item: unknown): Row =>
    typeof item === 'object' && item !== null ? (item as Row) : { value: item }
  )
}

function columnsOf(rows: readonly Row[]): readonly string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))].slice(0, COLUMNS)
}

/** Columns nobody has anything in are left out. */
export function listing(rows: readonly Row[], columns: readonly string[]): string {
  const used = columns.filter((name, at) => at === 0 || rows.some((row) => cell(row[name]) !== ''))
  return table(
    used.map((name) =>
      name
        .replace(/[A-Z]/g, (letter) => ` ${letter}`)
        .replaceAll('_', ' ')
        .toUpperCase()
    ),
    rows.map((row) => used.map((name) => cell(row[name])))
  )
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'object') {
    const plain = Array.isArray(value) && value.every((one) => typeof one !== 'object')
    return plain ? value.join(' ') : JSON.stringify(value)
  }
  return typeof value === 'string' ? value : JSON.stringify(value)
}
