import { omitEmpty } from '../json/write.ts'
import type { Writable } from '../json/write.ts'

/** What a registry raises about itself (registry.md 12.5). The others of service-center are about its etcd and its peers. */
type AlarmId = 'InternalError'

/** Alarms that were raised and nobody has cleared. */
export class Alarms {
  readonly #raised = new Map<AlarmId, string>()

  raise(id: AlarmId, detail: string): void {
    this.#raised.set(id, detail)
  }

  clear(): void {
    this.#raised.clear()
  }

  fields(): readonly Record<string, Writable>[] {
    return [...this.#raised].map(([id, detail]) => ({
      status: 'ACTIVATED',
      id,
      ...omitEmpty({ fields: detail === '' ? undefined : { detail } })
    }))
  }
}
