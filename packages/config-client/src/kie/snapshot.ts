import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Cancel, Env } from '@node-chassis/core'
import type { Warn } from '../layer.ts'

/** Lists, as they came, by the query that asks for them: another identity never reads them. */
export type Layers = ReadonlyMap<string, string>

const FORMAT = 1
/** Changes come in bursts; one file is enough for each. */
const DELAY_MS = 1_000

export interface SnapshotOptions {
  readonly env: Env
  readonly dir: string
  /** Distinguishes those who share the folder. */
  readonly name: string
  /** Where the lists are from. A snapshot of another centre is another truth and is left alone. */
  readonly addresses: readonly string[]
  readonly warn: Warn
  /** What is to be kept. */
  readonly layers: () => Layers
}

/**
 * The last lists of the centre, on disk, for a start while it is away (decisions.md N45). The file holds values in clear
 * text, so only its owner may read it.
 */
export class Snapshot {
  readonly file: string
  readonly #options: SnapshotOptions
  #cancel: Cancel | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(options: SnapshotOptions) {
    this.#options = options
    this.file = path.join(options.dir, `${options.name}.json`)
  }

  /** What an earlier process left; nothing when there is none, with a warning when it cannot be read. */
  async load(): Promise<Layers> {
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
    this.#cancel ??= this.#options.env.clock.after(DELAY_MS, () => void this.#write())
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
    const { dir, addresses, layers, warn } = this.#options
    const text = JSON.stringify({ format: FORMAT, addresses, layers: Object.fromEntries(layers()) })
    const temporary = `${this.file}.${process.pid}.tmp`
    try {
      await mkdir(dir, { recursive: true, mode: 0o700 })
      await writeFile(temporary, text, { mode: 0o600, flush: true })
      await rename(temporary, this.file)
    } catch (error) {
      warn(`the snapshot ${this.file} cannot be written (${reason(error)}); set \`servicecomb.snapshot.dir\``)
    }
  }

  #parse(text: string): Layers {
    const { format, addresses, layers } = JSON.parse(text) as Record<string, unknown>
    if (format !== FORMAT || !Array.isArray(addresses) || typeof layers !== 'object' || layers === null)
      throw new Error('it has another form')
    if (!this.#options.addresses.some((address) => addresses.includes(address))) return new Map()
    return new Map(
      Object.entries(layers).filter((layer): layer is [string, string] => typeof layer[1] === 'string')
    )
  }

  #unreadable(error: unknown): void {
    this.#options.warn(`the snapshot ${this.file} cannot be read and is ignored (${reason(error)})`)
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message.split('\n', 1)[0]! : String(error)
}
