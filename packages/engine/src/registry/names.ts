import { nameKey } from './records.ts'
import type { ServiceRecord } from './records.ts'

/** All versions that answer to a name in one environment and app. */
export interface Named {
  readonly key: string
  readonly environment: string
  readonly appId: string
  /** In order of creation. Replaced and never changed, so that who goes through it may delete. */
  versions: readonly ServiceRecord[]
}

interface Entry extends Named {
  /** Of the first entry of a name: all of them by their keys, when there are more. */
  all: Map<string, Entry> | undefined
}

/**
 * Services by environment, app and name (or alias). Discovery asks for fifty names in one request: a name that only one
 * environment and app have, as nearly all do, is found without a key being made of the three.
 */
export class NameIndex {
  readonly #byName = new Map<string, Entry>()

  get(environment: string, appId: string, name: string): Named | undefined {
    const found = this.#byName.get(name)
    if (found === undefined) return undefined
    if (found.environment === environment && found.appId === appId) return found
    return found.all?.get(nameKey(environment, appId, name))
  }

  /** Empty when nobody has the name. */
  versions(environment: string, appId: string, name: string): readonly ServiceRecord[] {
    return this.get(environment, appId, name)?.versions ?? NOBODY
  }

  add(name: string, record: ServiceRecord): void {
    const { environment, appId } = record.body
    const known = this.get(environment, appId, name)
    if (known !== undefined) {
      if (!known.versions.includes(record)) known.versions = [...known.versions, record]
      return
    }
    const key = nameKey(environment, appId, name)
    const named: Entry = { key, environment, appId, versions: [record], all: undefined }
    const first = this.#byName.get(name)
    if (first === undefined) this.#byName.set(name, named)
    else (first.all ??= new Map([[first.key, first]])).set(key, named)
  }

  remove(name: string, record: ServiceRecord): void {
    const { environment, appId } = record.body
    const known = this.get(environment, appId, name)
    const first = this.#byName.get(name)
    if (known === undefined || first === undefined) return
    known.versions = known.versions.filter((each) => each !== record)
    if (known.versions.length > 0) return
    const { all } = first
    all?.delete(known.key)
    if (known !== first) return
    const [next] = all?.values() ?? []
    if (next === undefined) this.#byName.delete(name)
    else {
      next.all = all
      this.#byName.set(name, next)
    }
  }
}

const NOBODY: readonly ServiceRecord[] = Object.freeze([])
