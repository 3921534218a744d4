import { crc32 } from 'node:zlib'
import { writeJson } from '../json/write.ts'
import type { Writable } from '../json/write.ts'

/** A record of a file: what is told, by which part, and the how-many-th record it is. */
export interface Line {
  readonly n: number
  readonly part: string
  readonly data: unknown
}

// `,"crc":"01234567"}`: of fixed length, so that it is found without parsing.
const TAIL = /^,"crc":"([0-9a-f]{8})"\}$/
const TAIL_LENGTH = 18

/** One line of JSON with a checksum of all that is before the checksum. */
export function encodeLine(n: number, part: string, data: Writable): string {
  const head = writeJson({ n, part, data }).slice(0, -1)
  return `${head},"crc":"${crc32(head).toString(16).padStart(8, '0')}"}\n`
}

/** Undefined when it is not what was once written. */
function decodeLine(bytes: Buffer): Line | undefined {
  if (bytes.length <= TAIL_LENGTH) return undefined
  const head = bytes.subarray(0, -TAIL_LENGTH)
  const tail = TAIL.exec(bytes.subarray(-TAIL_LENGTH).toString('latin1'))
  if (tail?.[1] === undefined || Number.parseInt(tail[1], 16) !== crc32(head)) return undefined
  return JSON.parse(`${head.toString('utf8')}}`) as Line
}

/** A file says something at `offset` that nobody wrote there. */
export class Damage extends Error {
  constructor(offset: number, what: string) {
    super(`${what} at byte ${offset}`)
  }
}

/**
 * Reads lines in order. A last line that was not written to its end is left out; anything wrong before it is damage.
 * @param take throws when it cannot use a line
 * @returns number of bytes that were good
 * @throws Damage naming the offset
 */
export function readLines(bytes: Buffer, take: (line: Line, offset: number) => void): number {
  let offset = 0
  while (offset < bytes.length) {
    const newline = bytes.indexOf(10, offset)
    const end = newline === -1 ? bytes.length : newline
    const line = decodeLine(bytes.subarray(offset, end))
    if (line === undefined || newline === -1) {
      // A whole record without its newline is dropped too: its writer had not been told yet that it was written.
      if (end + 1 >= bytes.length) return offset
      throw new Damage(offset, 'a damaged record')
    }
    take(line, offset)
    offset = end + 1
  }
  return offset
}
