/** Who an event is about. */
export interface InstanceEvent {
  readonly service: string
  readonly instance: string
  /** As registered. */
  readonly endpoint: string
}

/** Rare transitions of instances, as this process sees them. */
export interface InvokerEvents {
  /** Its breaker does not admit calls any more. Noticed with the next call to the service. */
  isolated: InstanceEvent & { readonly rule: string }
  /** No connection to it: out of the candidates until a connect test succeeds. */
  failed: InstanceEvent & { readonly cause: unknown }
  recovered: InstanceEvent & { readonly by: 'connect-test' | 'breaker' }
}
