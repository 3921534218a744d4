import type { Logger } from '@node-chassis/core'
import { formOf } from './documents.ts'
import { md5Of } from './md5.ts'
import type { ConfigKey, RemoteDocument } from './wire.ts'

/** Turns the text of a document into flat settings. Throws for one that cannot be read. */
export interface Readers {
  readonly yaml: (text: string) => ReadonlyMap<string, string>
  readonly properties: (text: string) => ReadonlyMap<string, string>
}

/** A document as a snapshot keeps it. */
export interface KeptDocument {
  readonly content: string
  readonly type: string | undefined
  readonly md5: string
}

const NOTHING: ReadonlyMap<string, string> = new Map()

/** One document that is followed: what the server has of it, and the settings it means. */
export class Held {
  readonly key: ConfigKey
  readonly #readers: Readers
  readonly #fileExtension: string
  readonly #log: Logger
  #document: KeptDocument | undefined
  #own = ''
  values: ReadonlyMap<string, string> = NOTHING

  constructor(key: ConfigKey, readers: Readers, fileExtension: string, log: Logger) {
    this.key = key
    this.#readers = readers
    this.#fileExtension = fileExtension
    this.#log = log
  }

  /** What the server is to compare with. */
  get md5(): string {
    return this.#document?.md5 ?? ''
  }

  get kept(): KeptDocument | undefined {
    return this.#document
  }

  /** A document that must not be delivered: what was good stays, and this version is not asked for again. */
  skip(md5: string): void {
    const { content = '', type } = this.#document ?? { type: undefined }
    this.#document = { content, type, md5 }
  }

  /** @returns whether the content is another one; a text that cannot be read leaves the last good settings in force */
  take(document: RemoteDocument | KeptDocument | undefined): boolean {
    if (document === undefined) {
      const had = this.#document !== undefined
      this.#document = undefined
      this.#own = ''
      this.values = NOTHING
      return had
    }
    const { content, type, md5 } = document
    const own = md5Of(content)
    const same = own === this.#own && type === this.#document?.type
    this.#document = { content, type, md5 }
    this.#own = own
    if (!same) this.#read(content, type)
    return !same
  }

  #read(content: string, type: string | undefined): void {
    const { dataId } = this.key
    const form = formOf(dataId, type, this.#fileExtension)
    try {
      this.values = form === 'one-setting' ? new Map([[dataId, content]]) : this.#readers[form](content)
    } catch (error) {
      const effect = this.values.size === 0 ? 'it is left out' : 'its last good content stays'
      const why = error instanceof Error ? error.message : String(error)
      this.#log.warn({ ...this.key }, `the document \`${dataId}\` is no readable ${form} (${why}); ${effect}`)
    }
  }
}
