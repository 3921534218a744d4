import { mkdir, open, readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import type { Cancel, Env } from '@node-chassis/core'

const FORMAT = 2
/** Written at once; a larger text would hold up the loop that serves calls. */
const PART_BYTES = 65_536

export interface SnapshotFileOptions {
  readonly env: Env
  readonly dir: string
  /** Distinguishes those who share the folder. */
  readonly name: string
  /** Where the entries are from. A snapshot of another engine is another truth and is left alone. */
  readonly addresses: () => readonly string[]
  /** Changes come in bursts; one file is enough for each. A function is asked when one begins. */
  readonly delayMs: number | (() => number)
  readonly warn: (message: string) => void
  /** What is to be kept, text by key. Asked one after the other while the file is written. */
  readonly entries: () => Iterable<readonly [key: string, text: string]>
}

/**
 * The last known answers of an engine, on disk, for a start while it is away (decisions.md N45). The file holds them in
 * clear text, so only its owner may read it. One line for the file, one for each entry.
 */
export class SnapshotFile {
  readonly file: string
  readonly #options: SnapshotFileOptions
  #cancel: Cancel | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(options: SnapshotFileOptions) {
    this.#options = options
    this.file = path.join(options.dir, `${options.name}.json`)
  }

  /** What an earlier process left; nothing when there is none, with a warning when it cannot be read. */
  async load(): Promise<ReadonlyMap<string, string>> {
    let text: string
    try {
      text = await readFile(this.file, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.#unreadable(error)
      return new Map()
    }
    try {
      return this.#parse(text)
    } catch (error) {
      this.#unreadable(error)
      return new Map()
    }
  }

  /** Writes soon; calls until then share one file. */
  schedule(): void {
    const { env, delayMs } = this.#options
    this.#cancel ??= env.clock.after(
      typeof delayMs === 'number' ? delayMs : delayMs(),
      () => void this.#write()
    )
  }

  /** Writes what is still to be written. */
  async close(): Promise<void> {
    if (this.#cancel !== undefined) await this.#write()
    await this.#writing
  }

  #write(): Promise<void> {
    this.#cancel?.()
    this.#cancel = undefined
    // One after the other: two writers of one temporary file would mix.
    this.#writing = this.#writing.then(() => this.#replace())
    return this.#writing
  }

  /** A reader sees the old file or the new one, never a half. */
  async #replace(): Promise<void> {
    const { dir, warn } = this.#options
    const temporary = `${this.file}.${process.pid}.tmp`
    try {
      await mkdir(dir, { recursive: true, mode: 0o700 })
      await this.#writeTo(temporary)
      await rename(temporary, this.file)
    } catch (error) {
      warn(`the snapshot ${this.file} cannot be written (${reason(error)}); set \`servicecomb.snapshot.dir\``)
    }
  }

  async #writeTo(file: string): Promise<void> {
    const handle = await open(file, 'w', 0o600)
    try {
      let part = JSON.stringify({ format: FORMAT, addresses: this.#options.addresses() })
      for (const entry of this.#options.entries()) {
        part += `\n${JSON.stringify(entry)}`
        if (part.length < PART_BYTES) continue
        await handle.write(part)
        part = ''
      }
      await handle.write(`${part}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
  }

  #parse(text: string): ReadonlyMap<string, string> {
    const [head = '', ...lines] = text.trimEnd().split('\n')
    const { format, addresses } = JSON.parse(head) as Record<string, unknown>
    if (format !== FORMAT || !Array.isArray(addresses)) throw new Error('it has another form')
    const entries = new Map(lines.map(entryOf))
    return this.#options.addresses().some((address) => addresses.includes(address)) ? entries : new Map()
  }

  #unreadable(error: unknown): void {
    this.#options.warn(`the snapshot ${this.file} cannot be read and is ignored (${reason(error)})`)
  }
}

function entryOf(line: string): readonly [string, string] {
  const [key, text] = JSON.parse(line) as unknown[]
  if (typeof key !== 'string' || typeof text !== 'string') throw new Error('it has another form')
  return [key, text]
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message.split('\n', 1)[0]! : String(error)
}
