import type { Clock } from '@node-chassis/core'
import { documentKey } from './store.ts'
import type { ConfigStore, DocumentName } from './store.ts'

/** A document as a listener knows it; an empty MD5 says that it has none. */
export interface Known extends DocumentName {
  readonly md5: string
}

interface Poll {
  readonly known: readonly Known[]
  end(changed: readonly Known[]): void
}

const MOST_LINES = 10_000
const FIELD = '\u0002'
const LINE = '\u0001'

/** Reads `Listening-Configs` (nacos.md 7.1); undefined when it is malformed or too long. */
export function parseListening(text: string): readonly Known[] | undefined {
  const lines = text.split(LINE).filter((line) => line !== '')
  if (lines.length === 0 || lines.length > MOST_LINES) return undefined
  const known: Known[] = []
  for (const line of lines) {
    const [dataId = '', group, md5, tenant = ''] = line.split(FIELD)
    if (group === undefined || md5 === undefined) return undefined
    known.push({ dataId, group, md5, tenant })
  }
  return known
}

/** The body that names documents: percent-encoded, with a line end; empty for none. */
export function listeningAnswer(changed: readonly Known[]): string {
  if (changed.length === 0) return ''
  const text = changed
    .map(
      ({ dataId, group, tenant }) => [dataId, group, ...(tenant === '' ? [] : [tenant])].join(FIELD) + LINE
    )
    .join('')
  return `${encodeURIComponent(text)}\n`
}

/** Long polls that wait for a change. */
export class LongPolls {
  readonly #clock: Clock
  readonly #store: ConfigStore
  readonly #stored: (known: Known) => DocumentName
  readonly #waiting = new Map<string, Set<Poll>>()
  readonly #all = new Set<Poll>()

  /** @param stored the name that a listener's document is kept under */
  constructor(clock: Clock, store: ConfigStore, stored: (known: Known) => DocumentName) {
    this.#clock = clock
    this.#store = store
    this.#stored = stored
  }

  /** Those of the documents that are not as they are known. */
  changedOf(known: readonly Known[]): readonly Known[] {
    return known.filter((each) => (this.#store.get(this.#stored(each))?.md5 ?? '') !== each.md5)
  }

  /** Resolves with the first of the documents that changes, or with none after `ms` or when the signal fires. */
  wait(known: readonly Known[], ms: number, signal: AbortSignal): Promise<readonly Known[]> {
    if (signal.aborted) return Promise.resolve([])
    return new Promise((resolve) => {
      const onAbort = (): void => poll.end([])
      const poll: Poll = {
        known,
        end: (changed) => {
          cancel()
          signal.removeEventListener('abort', onAbort)
          this.#leave(poll)
          resolve(changed)
        }
      }
      const cancel = this.#clock.after(ms, () => poll.end([]))
      signal.addEventListener('abort', onAbort)
      this.#enter(poll)
    })
  }

  changed(name: DocumentName): void {
    const key = documentKey(name)
    for (const poll of this.#waiting.get(key) ?? []) {
      const changed = this.changedOf(poll.known)
      if (changed.length > 0) poll.end(changed)
    }
  }

  /** Ends all of them. */
  close(): void {
    for (const poll of this.#all) poll.end([])
  }

  #enter(poll: Poll): void {
    this.#all.add(poll)
    for (const each of poll.known) {
      const key = documentKey(this.#stored(each))
      const seats = this.#waiting.get(key)
      if (seats === undefined) this.#waiting.set(key, new Set([poll]))
      else seats.add(poll)
    }
  }

  #leave(poll: Poll): void {
    this.#all.delete(poll)
    for (const each of poll.known) {
      const key = documentKey(this.#stored(each))
      const seats = this.#waiting.get(key)
      seats?.delete(poll)
      if (seats?.size === 0) this.#waiting.delete(key)
    }
  }
}
