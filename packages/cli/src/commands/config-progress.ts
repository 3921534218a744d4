import type { Progress } from '@node-chassis/config-client'

/** The part of a stream that a line of progress needs. */
export interface ProgressStream {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/**
 * One line that counts, for people who wait: written over itself, wiped when the work is done. Nothing at all when the
 * stream is no terminal, so that logs stay clean.
 */
export async function withProgress<T>(
  what: string,
  work: (onProgress: Progress) => Promise<T>,
  stream: ProgressStream = process.stderr
): Promise<T> {
  if (stream.isTTY !== true) return work(() => {})
  let shown = ''
  const show = (line: string): void => {
    if (line === shown) return
    stream.write(`\r${line.padEnd(shown.length)}`)
    shown = line
  }
  try {
    return await work((done, total) => {
      const percent = total === 0 ? 100 : Math.floor((100 * done) / total)
      show(`${what}: ${done} of ${total} (${percent} %)`)
    })
  } finally {
    if (shown !== '') stream.write(`\r${' '.repeat(shown.length)}\r`)
  }
}
