// What travels (registry.md 3). Everything that comes from an engine is optional and may be null (2.6, C15).

export interface WireService {
  readonly serviceId?: string | null
  readonly appId?: string | null
  readonly serviceName?: string | null
  readonly version?: string | null
  readonly environment?: string | null
  readonly properties?: Readonly<Record<string, string>> | null
  readonly framework?: { readonly name?: string | null; readonly version?: string | null } | null
}

export interface WireSchema {
  readonly schemaId?: string | null
  readonly summary?: string | null
}

export interface WireInstance {
  readonly instanceId?: string | null
  readonly serviceId?: string | null
  readonly version?: string | null
  readonly status?: string | null
  readonly endpoints?: readonly string[] | null
  readonly properties?: Readonly<Record<string, string>> | null
  readonly dataCenterInfo?: { readonly region?: string | null; readonly availableZone?: string | null } | null
  readonly timestamp?: string | null
}

export interface WireError {
  readonly errorCode?: string | null
  readonly errorMessage?: string | null
  readonly detail?: string | null
}

/** One section of the answer to a batch query (registry.md 8.4). */
export interface WireBatchResult {
  readonly failed?:
    | readonly { readonly indexes?: readonly number[] | null; readonly error?: WireError | null }[]
    | null
  readonly notModified?: readonly number[] | null
  readonly updated?:
    | readonly {
        readonly index?: number | null
        readonly rev?: string | null
        readonly instances?: readonly WireInstance[] | null
      }[]
    | null
}
