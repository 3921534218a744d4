import type { Env } from '@node-chassis/core'
import type { Store as ConfigStore } from '../config/store.ts'
import type { NacosRecords } from '../nacos/records.ts'
import type { RbacChange } from '../rbac/records.ts'
import type { RbacStore } from '../rbac/store.ts'
import type { Store as RegistryStore } from '../registry/store.ts'
import type { Writable } from '../json/write.ts'
import { configPart, configRecord } from './config-part.ts'
import { openJournal } from './journal.ts'
import type { Journal } from './journal.ts'
import type { JournalPart } from './part.ts'
import { registryPart, registryRecord } from './registry-part.ts'

/** What an engine keeps. */
export interface Kept {
  readonly registry: RegistryStore
  readonly config: ConfigStore
  readonly rbac?: RbacStore | undefined
  readonly nacos?: NacosRecords | undefined
}

/**
 * Fills the stores with what a directory holds, and writes down there what they are told from now on.
 * @param snapshotBytes length of the journal above which a snapshot is made. @defaultValue 8 MiB
 * @throws LifecycleError `CHS_INVALID_ARGUMENT` when the directory cannot be used, is used, or is damaged
 */
export function keepIn(
  dir: string,
  { registry, config, rbac, nacos }: Kept,
  env: Env,
  snapshotBytes?: number
): Journal {
  const parts = [
    registryPart(registry),
    configPart(config),
    ...(rbac === undefined ? [] : [rbacPart(rbac)]),
    ...(nacos === undefined ? [] : [nacos])
  ]
  // What was before is no news to watchers.
  const { onInstance } = registry
  registry.onInstance = undefined
  const journal = openJournal(dir, parts, { env, ...(snapshotBytes !== undefined && { snapshotBytes }) })
  registry.onInstance = onInstance
  registry.onWrite = (write) => journal.append('registry', registryRecord(write))
  config.onWrite = (write) => journal.append('config', configRecord(write))
  if (rbac !== undefined) rbac.onWrite = (change) => journal.append('rbac', rbacRecord(change))
  nacos?.keep((record) => journal.append('nacos', record))
  return journal
}

// Plain data by its contract, optional members included.
function rbacRecord(change: RbacChange): Writable {
  return change as unknown as Writable
}

/** Accounts and roles: records as they are. */
function rbacPart(store: RbacStore): JournalPart {
  return {
    name: 'rbac',
    replay: (data) => store.restore(data as RbacChange),
    *dump() {
      for (const change of store.snapshot()) yield rbacRecord(change)
    }
  }
}
