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
}

export const DEFAULT_SETTINGS: RegistrySettings = {
  serviceQuota: 50_000,
  instanceQuota: 150_000,
  schemaChanges: true,
  innerProperties: new Map(),
  minIntervalS: 5,
  minTimes: 3,
  ttlS: 0
}
