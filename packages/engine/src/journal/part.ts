import type { Writable } from '../json/write.ts'

/** Something that is kept on disk: it tells its writes to a journal, and takes them back in at the next start. */
export interface JournalPart {
  /** Marks its records, and must stay the same for ever. */
  readonly name: string
  /** Takes a record in, in the order of writing. Idempotent: the same one may come twice. @throws when it is none of its own */
  replay(data: unknown): void
  /** Everything that is there, as records that replay to the same. */
  dump(): Iterable<Writable>
}
