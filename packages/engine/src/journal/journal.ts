import { closeSync, existsSync, fdatasync, ftruncateSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { LifecycleError } from '@node-chassis/core'
import type { Cancel, Env } from '@node-chassis/core'
import type { Writable } from '../json/write.ts'
import { replaceFile, writeAll } from './disk.ts'
import { Damage, encodeLine, readLines } from './line.ts'
import type { Line } from './line.ts'
import { lockDirectory } from './lock.ts'
import type { DirectoryLock } from './lock.ts'
import type { JournalPart } from './part.ts'

const sync = promisify(fdatasync)

// The form of the files; another one is refused.
const FORMAT = 1
// How long a record may be in the system's hands only, where a kill does not reach it but a power cut does.
const SYNC_MS = 1_000
// A snapshot is made when the journal is this long, or as long as the last snapshot: so each byte is written twice.
const SNAPSHOT_BYTES = 8 * 1024 * 1024

/** An append-only file of all writes since the last snapshot. */
export interface Journal {
  /**
   * Hands a record to the operating system before it returns: from then on it survives the end of this process.
   * @throws LifecycleError `CHS_INVALID_ARGUMENT` when the disk does not take it; then it is as if it had never been
   */
  append(part: string, data: Writable): void
  /** Makes everything durable and frees the directory. Twice does no harm. */
  close(): Promise<void>
}

/**
 * Opens a directory, makes it when there is none, and replays what is in it into the parts.
 * @param options.snapshotBytes length of the journal above which a snapshot is made. @defaultValue 8 MiB
 * @throws LifecycleError `CHS_INVALID_ARGUMENT` when the directory cannot be used, is used, or is damaged
 */
export function openJournal(
  dir: string,
  parts: readonly JournalPart[],
  options: { readonly env: Env; readonly snapshotBytes?: number }
): Journal {
  const { env, snapshotBytes = SNAPSHOT_BYTES } = options
  let lock: DirectoryLock | undefined
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    lock = lockDirectory(dir)
    return new FileJournal(dir, parts, env, lock, snapshotBytes)
  } catch (cause) {
    lock?.release()
    throw refused(dir, cause)
  }
}

class FileJournal implements Journal {
  readonly #path: { readonly journal: string; readonly snapshot: string }
  readonly #parts: ReadonlyMap<string, JournalPart>
  readonly #env: Env
  readonly #lock: DirectoryLock
  readonly #dir: string
  readonly #snapshotBytes: number
  /** Records of parts that are not there in this life: they may be in the next. */
  readonly #strangers: Line[] = []
  /** Number of the last record. */
  #n = 0
  #fd: number
  #size = 0
  #limit: number
  #dirty = false
  #cancelSync: Cancel | undefined
  #cancelSnapshot: Cancel | undefined
  #syncing: Promise<void> = Promise.resolve()
  #closed: Promise<void> | undefined

  constructor(
    dir: string,
    parts: readonly JournalPart[],
    env: Env,
    lock: DirectoryLock,
    snapshotBytes: number
  ) {
    this.#dir = dir
    this.#path = { journal: join(dir, 'journal.jsonl'), snapshot: join(dir, 'snapshot.jsonl') }
    this.#parts = new Map(parts.map((part) => [part.name, part]))
    this.#env = env
    this.#lock = lock
    this.#snapshotBytes = snapshotBytes
    const taken = existsSync(this.#path.snapshot) ? this.#readSnapshot() : 0
    this.#limit = Math.max(snapshotBytes, taken)
    if (taken === 0 && !existsSync(this.#path.journal)) this.#size = this.#newJournal()
    else this.#size = this.#readJournal()
    this.#fd = openSync(this.#path.journal, 'r+')
    // What was not written to its end is gone for good, so that nothing is ever read behind it.
    ftruncateSync(this.#fd, this.#size)
  }

  append(part: string, data: Writable): void {
    const bytes = Buffer.from(encodeLine(this.#n + 1, part, data))
    try {
      if (this.#closed !== undefined) throw new Error('the engine is closing')
      writeAll(this.#fd, bytes, this.#size)
    } catch (cause) {
      this.#cutBack()
      this.#env.log.error({ err: cause, dir: this.#dir }, 'a write was refused: it cannot be kept')
      throw refused(this.#dir, cause)
    }
    this.#n++
    this.#size += bytes.length
    this.#dirty = true
    this.#cancelSync ??= this.#env.clock.after(SYNC_MS, () => {
      this.#cancelSync = undefined
      this.#syncing = this.#syncing.then(() => this.#sync())
    })
    // Not now: whoever writes may not have finished with what it writes.
    if (this.#size > this.#limit) this.#cancelSnapshot ??= this.#env.clock.after(0, () => this.#snapshot())
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close())
  }

  async #close(): Promise<void> {
    this.#cancelSync?.()
    this.#cancelSnapshot?.()
    await this.#syncing
    await this.#sync()
    closeSync(this.#fd)
    this.#lock.release()
  }

  async #sync(): Promise<void> {
    if (!this.#dirty) return
    this.#dirty = false
    try {
      await sync(this.#fd)
    } catch (error) {
      this.#dirty = true
      this.#env.log.error({ err: error, dir: this.#dir }, 'the journal could not be made durable')
    }
  }

  // A record that was begun must not stand before the next one.
  #cutBack(): void {
    try {
      ftruncateSync(this.#fd, this.#size)
    } catch {
      // The next record is written over it, and what remains behind that reads as torn.
    }
  }

  /** Everything there is into one file, and an empty journal behind it. */
  #snapshot(): void {
    this.#cancelSnapshot = undefined
    try {
      const size = replaceFile(this.#path.snapshot, this.#snapshotLines())
      // From here on the old journal is history: should this process end now, its records are skipped by their numbers.
      const journalSize = this.#newJournal()
      const [old, next] = [this.#fd, openSync(this.#path.journal, 'r+')]
      this.#fd = next
      this.#size = journalSize
      this.#dirty = false
      this.#limit = Math.max(this.#snapshotBytes, size)
      this.#syncing = this.#syncing.then(() => closeSync(old))
    } catch (error) {
      this.#limit = this.#size * 2
      this.#env.log.error({ err: error, dir: this.#dir }, 'no snapshot: the journal goes on growing')
    }
  }

  *#snapshotLines(): Iterable<string> {
    let records = 0
    yield encodeLine(this.#n, 'snapshot', { format: FORMAT })
    for (const part of this.#parts.values()) {
      for (const data of part.dump()) {
        records++
        yield encodeLine(this.#n, part.name, data)
      }
    }
    for (const { part, data } of this.#strangers) {
      records++
      yield encodeLine(this.#n, part, data as Writable)
    }
    yield encodeLine(this.#n, 'end', { records })
  }

  #newJournal(): number {
    return replaceFile(this.#path.journal, [encodeLine(this.#n, 'journal', { format: FORMAT })])
  }

  /** @returns its size */
  #readSnapshot(): number {
    const bytes = readFileSync(this.#path.snapshot)
    let records = 0
    let ended = false
    const good = named('snapshot.jsonl', () =>
      readLines(bytes, (line, offset) => {
        if (offset === 0) this.#n = begun(line, 'snapshot')
        else if (line.part === 'end') ended = (line.data as { records: number }).records === records
        else {
          records++
          this.#replay(line, offset)
        }
      })
    )
    // It was put in place whole, so it has an end.
    if (!ended) throw new Error(`snapshot.jsonl: damaged: its end is missing at byte ${good}`)
    return good
  }

  /** @returns number of good bytes */
  #readJournal(): number {
    const bytes = readFileSync(this.#path.journal)
    const snapshotN = this.#n
    let n = -1
    const good = named('journal.jsonl', () =>
      readLines(bytes, (line, offset) => {
        if (offset === 0) {
          n = begun(line, 'journal')
          if (n > snapshotN) throw new Damage(offset, `the records before number ${n + 1} are missing`)
          return
        }
        if (line.n !== ++n) throw new Damage(offset, `record ${line.n} in place of record ${n}`)
        if (n > snapshotN) this.#replay(line, offset)
      })
    )
    if (n < snapshotN) throw new Error(`journal.jsonl: damaged: it ends before the snapshot, at byte ${good}`)
    if (good < bytes.length) {
      const lost = { file: this.#path.journal, offset: good, bytes: bytes.length - good }
      this.#env.log.warn(lost, 'the last record was not written to its end and is dropped')
    }
    this.#n = n
    return good
  }

  #replay(line: Line, offset: number): void {
    const part = this.#parts.get(line.part)
    if (part === undefined) {
      this.#strangers.push(line)
      return
    }
    try {
      part.replay(line.data)
    } catch (error) {
      throw new Damage(offset, `a record that cannot be replayed (${(error as Error).message})`)
    }
  }
}

/** The number that a file begins with. */
function begun({ n, part, data }: Line, expected: string): number {
  const { format } = data as { format?: unknown }
  if (part !== expected || format !== FORMAT) {
    throw new Damage(0, `not the ${expected} of this version (format ${FORMAT})`)
  }
  return n
}

function named<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof Damage ? new Error(`${file}: damaged: ${error.message}`, { cause: error }) : error
  }
}

function refused(dir: string, cause: unknown): LifecycleError {
  const message = `data directory ${dir}: ${(cause as Error).message}`
  return new LifecycleError('CHS_INVALID_ARGUMENT', message, { cause, dir })
}
