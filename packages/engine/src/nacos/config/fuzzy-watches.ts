import type { Clock } from '@node-chassis/core'
import { PUBLIC } from '../naming/model.ts'
import { fitsGlob } from './glob.ts'
import type { ConfigChange, ConfigStore, DocumentName } from './store.ts'

/** Somebody who watches names (nacos.md 4.4). */
export interface Watcher {
  tell(type: string, json: object): void
}

/** What a client asks for. */
export interface Watch {
  /** `ns>>group>>dataId-pattern` */
  readonly pattern: string
  /** Keys that the client has already. */
  readonly received: ReadonlySet<string>
  /** The client has not had all of them yet. */
  readonly isInitial: boolean
}

// nacos: config/server/remote: so many keys a message; they follow the answer to the request.
const BATCH = 10
const DELAY_MS = 10
const CHANGE_TYPES: Readonly<Record<ConfigChange, string>> = {
  added: 'ADD_CONFIG',
  changed: 'CONFIG_CHANGED',
  removed: 'DELETE_CONFIG'
}

/** Who watches which names of documents (3.x). A message that is not acknowledged is not repeated. */
export class FuzzyWatches {
  readonly #clock: Clock
  readonly #store: ConfigStore
  readonly #patterns = new Map<Watcher, Set<string>>()

  constructor(clock: Clock, store: ConfigStore) {
    this.#clock = clock
    this.#store = store
  }

  add(watcher: Watcher, watch: Watch): void {
    const patterns = this.#patterns.get(watcher)
    if (patterns === undefined) this.#patterns.set(watcher, new Set([watch.pattern]))
    else patterns.add(watch.pattern)
    this.#clock.after(DELAY_MS, () => {
      if (this.#patterns.get(watcher)?.has(watch.pattern) === true) this.#sync(watcher, watch)
    })
  }

  cancel(watcher: Watcher, pattern: string): void {
    this.#patterns.get(watcher)?.delete(pattern)
  }

  forget(watcher: Watcher): void {
    this.#patterns.delete(watcher)
  }

  changed(name: DocumentName, change: ConfigChange): void {
    const json = { groupKey: groupKeyOf(name), changeType: CHANGE_TYPES[change], module: 'config' }
    for (const [watcher, patterns] of this.#patterns) {
      const isWatched = [...patterns].some((pattern) => fits(name, pattern))
      if (isWatched) watcher.tell('ConfigFuzzyWatchChangeNotifyRequest', json)
    }
  }

  #sync(watcher: Watcher, { pattern, received, isInitial }: Watch): void {
    const there = new Set<string>()
    for (const each of this.#store.all()) if (fits(each, pattern)) there.add(groupKeyOf(each))
    const contexts = [
      ...context(
        [...there].filter((key) => !received.has(key)),
        'ADD_CONFIG'
      ),
      ...context(
        [...received].filter((key) => !there.has(key)),
        'DELETE_CONFIG'
      )
    ]
    const syncType = isInitial ? 'FUZZY_WATCH_INIT_NOTIFY' : 'FUZZY_WATCH_DIFF_SYNC_NOTIFY'
    const totalBatch = Math.ceil(contexts.length / BATCH)
    const tell = (json: object): void =>
      watcher.tell('ConfigFuzzyWatchSyncRequest', { groupKeyPattern: pattern, ...json, module: 'config' })
    for (let at = 0; at < totalBatch; at++) {
      const batch = contexts.slice(at * BATCH, (at + 1) * BATCH)
      tell({ contexts: batch, syncType, totalBatch, currentBatch: at + 1 })
    }
    if (isInitial) tell({ syncType: 'FINISH_FUZZY_WATCH_INIT_NOTIFY', totalBatch: 0, currentBatch: 0 })
  }
}

function context(keys: readonly string[], changedType: string): readonly object[] {
  return keys.map((groupKey) => ({ groupKey, changedType }))
}

function fits({ tenant, group, dataId }: DocumentName, pattern: string): boolean {
  const [namespace = '', groupPattern = '', ...rest] = pattern.split('>>')
  return (
    namespace === namespaceOf(tenant) && fitsGlob(group, groupPattern) && fitsGlob(dataId, rest.join('>>'))
  )
}

/** `dataId+group+ns`, `+` and `%` in them percent-encoded. */
function groupKeyOf({ tenant, group, dataId }: DocumentName): string {
  return [dataId, group, namespaceOf(tenant)].map(escaped).join('+')
}

function namespaceOf(tenant: string): string {
  return tenant === '' ? PUBLIC : tenant
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('+', '%2B')
}
