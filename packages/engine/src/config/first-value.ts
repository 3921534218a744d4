import { JsonError } from '../json/read.ts'

/**
 * The first JSON value of a text. kie decodes a stream: what follows the value is never looked at (config.md 1.1).
 * Only finds the end; whether the value is sound is the reader's business. @throws JsonError when there is nothing
 */
export function firstValue(source: string): string {
  const start = source.search(/[^ \t\r\n]/)
  if (start === -1) throw new JsonError('EOF')
  let depth = 0
  for (let i = start; i < source.length; i++) {
    const character = source[i]
    if (character === '"') {
      i = endOfString(source, i)
      if (depth === 0) return source.slice(start, i + 1)
    } else if (character === '{' || character === '[') depth++
    else if (character === '}' || character === ']') {
      depth--
      if (depth <= 0) return source.slice(start, i + 1)
    } else if (depth === 0) {
      const length = source.slice(i).search(/[ \t\r\n,:{}[\]"]/)
      return length === -1 ? source.slice(start) : source.slice(start, i + Math.max(length, 1))
    }
  }
  throw new JsonError('unexpected EOF')
}

function endOfString(source: string, quote: number): number {
  for (let i = quote + 1; i < source.length; i++) {
    if (source[i] === '\\') i++
    else if (source[i] === '"') return i
  }
  throw new JsonError('unexpected EOF')
}
