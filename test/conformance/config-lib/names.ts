import { createHash } from 'node:crypto'
import type { Json } from './vectors.ts'

/** What a vector has saved, and its project. */
export type Names = Readonly<Record<string, unknown>>

/** Fills `${name}`, `${name+1}`, `${repeat:text:count}` and `${sha256:text}` into every text, keys included. */
export function filled(value: Json, names: Names): Json {
  if (typeof value === 'string') return filledText(value, names)
  if (Array.isArray(value)) return (value as readonly Json[]).map((each) => filled(each, names))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [filledText(key, names), filled(each as Json, names)])
  )
}

export function filledText(text: string, names: Names): string {
  let at = 0
  let result = ''
  for (;;) {
    const start = text.indexOf('${', at)
    if (start === -1) return result + text.slice(at)
    const end = closing(text, start + 2)
    result += text.slice(at, start) + expanded(text.slice(start + 2, end), names)
    at = end + 1
  }
}

// Expressions nest: a hash is taken of a text that holds the project.
function closing(text: string, from: number): number {
  let depth = 1
  for (let i = from; i < text.length; i++) {
    if (text.startsWith('${', i)) depth++
    else if (text[i] === '}' && --depth === 0) return i
  }
  throw new Error(`the vector opens an expression and does not close it: ${text}`)
}

function expanded(expression: string, names: Names): string {
  const [, verb, rest = ''] = /^(sha256|repeat):(.*)$/s.exec(expression) ?? []
  if (verb === 'sha256') return createHash('sha256').update(filledText(rest, names)).digest('hex')
  if (verb === 'repeat') {
    const at = rest.lastIndexOf(':')
    return rest.slice(0, at).repeat(Number(rest.slice(at + 1)))
  }
  const [, name = '', sum] = /^([^+-]+)([+-]\d+)?$/.exec(expression) ?? []
  const value = lookUp(name, names)
  return String(sum === undefined ? value : Number(value) + Number(sum))
}

/** The number of `c+1`, of `c` or of `2`. */
export function evaluated(expression: string, names: Names): number {
  const [, name = '', sum = '0'] = /^(.+?)([+-]\d+)?$/.exec(expression) ?? []
  const value = /^\d+$/.test(name) ? name : lookUp(name, names)
  return Number(value) + Number(sum)
}

export function lookUp(name: string, names: Names): unknown {
  if (!Object.hasOwn(names, name)) throw new Error(`the vector uses ${name}, and nothing has saved it`)
  return names[name]
}
