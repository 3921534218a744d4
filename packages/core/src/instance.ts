/** What a registry says of an instance. Only `UP` is routable (routing.md 7.2). */
export type InstanceStatus = 'UP' | 'DOWN' | 'STARTING' | 'TESTING' | 'OUTOFSERVICE'

/** Whom a call is for. */
export interface Target {
  readonly app: string
  readonly service: string
}

/** One instance of a service, as a registry reports it. Immutable; a change is a new record under the same id. */
export interface Instance {
  readonly id: string
  /** Plain name, without the application, in the registry's spelling. */
  readonly service: string
  readonly app: string
  readonly version: string
  readonly status: InstanceStatus
  /** As registered, e.g. `rest://10.0.0.1:8080?sslEnabled=false`. */
  readonly endpoints: readonly string[]
  /** Properties of the service overlaid by those of the instance (routing.md 3.1). */
  readonly properties: Readonly<Record<string, string>>
  readonly region: string | undefined
  readonly zone: string | undefined
  /** Milliseconds since the epoch, 0 when unknown. */
  readonly registeredAt: number
  /** Which framework registered it (`servicecomb-java-chassis`, …): decides which context header it reads (N39). */
  readonly framework: string | undefined
}

/** All instances of one service at one revision. A new revision is a new object. */
export interface InstanceList {
  readonly target: Target
  /** False when the registry says that it has never heard of the name. */
  readonly known: boolean
  readonly instances: readonly Instance[]
  readonly revision: string
}
