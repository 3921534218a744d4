import type { Env } from '@node-chassis/core'
import type { Access } from './access.ts'
import type { FuzzyWatches } from './config/fuzzy-watches.ts'
import type { ConfigListeners } from './config/listeners.ts'
import type { ConfigStore } from './config/store.ts'
import type { Namespaces } from './namespaces.ts'
import type { Beats } from './naming/beats.ts'
import type { Probes } from './naming/probes.ts'
import type { Pushes } from './naming/pushes.ts'
import type { NamingStore } from './naming/store.ts'
import type { Profile } from './profile.ts'

/** What both protocols of a Nacos side work on. */
export interface NacosState {
  readonly env: Env
  readonly profile: Profile
  readonly naming: NamingStore
  readonly beats: Beats
  readonly probes: Probes
  readonly pushes: Pushes
  readonly config: ConfigStore
  readonly listeners: ConfigListeners
  readonly fuzzyWatches: FuzzyWatches
  readonly namespaces: Namespaces
  readonly access: Access
}
