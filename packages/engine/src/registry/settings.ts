/** How a registry behaves; every field is filled in. Defaults: registry.md 9.1 and 14. */
export interface RegistrySettings {
  readonly serviceQuota: number
  readonly instanceQuota: number
  readonly schemaChanges: boolean
  readonly innerProperties: ReadonlyMap<string, string>
  readonly minIntervalS: number
  readonly minTimes: number
  /** Lease of every instance; 0 lets the health check decide. */
  readonly ttlS: number
  /** Names of app `default` that are found from every environment, besides the registry's own (registry.md 8.5). */
  readonly sharedServices: ReadonlySet<string>
  /** How much longer reads show an instance that is gone, and watchers do not hear of its end (registry.md 8.6). */
  readonly deleteDelayMs: number
  /** Ends of many instances at once are shown late (registry.md 9.4). */
  readonly selfPreservation: boolean
  /** Time between pings on both WebSockets (registry.md 11). */
  readonly pingIntervalMs: number
}

export const DEFAULT_SETTINGS: RegistrySettings = {
  serviceQuota: 50_000,
  instanceQuota: 150_000,
  schemaChanges: true,
  innerProperties: new Map(),
  minIntervalS: 5,
  minTimes: 3,
  ttlS: 0,
  sharedServices: new Set(),
  deleteDelayMs: 0,
  selfPreservation: false,
  pingIntervalMs: 30_000
}
