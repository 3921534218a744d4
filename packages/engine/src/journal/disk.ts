import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

const CHUNK = 1024 * 1024

/** Writes all of it at a position, however many calls that takes. */
export function writeAll(fd: number, bytes: Buffer, position: number): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(fd, bytes, done, bytes.length - done, position + done)
  }
}

/**
 * Puts a file in the place of an older one: at every moment, also when the power goes, there is one or the other, whole.
 * @returns number of bytes
 */
export function replaceFile(path: string, lines: Iterable<string>): number {
  const draft = `${path}.tmp`
  const fd = openSync(draft, 'w', 0o600)
  let size = 0
  try {
    let held: string[] = []
    let heldLength = 0
    const flush = (): void => {
      const bytes = Buffer.from(held.join(''))
      writeAll(fd, bytes, size)
      size += bytes.length
      held = []
      heldLength = 0
    }
    for (const line of lines) {
      held.push(line)
      heldLength += line.length
      if (heldLength >= CHUNK) flush()
    }
    flush()
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(draft, path)
  syncDirectory(dirname(path))
  return size
}

// Makes a rename durable. Not every system can open a directory.
function syncDirectory(dir: string): void {
  try {
    const fd = openSync(dir, 'r')
    try {
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
  } catch {
    // Then the rename is as durable as the system makes it.
  }
}
