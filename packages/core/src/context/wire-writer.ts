import type { Env } from '../env.ts'
import type { InvocationContext } from '../context.ts'
import { Context } from './store.ts'
import { newTraceId } from './trace-id.ts'
import { TraceTemplate } from './trace-template.ts'

/** Which context headers a target gets (N39). `auto`: what its registered framework reads; both when unknown. */
export type WireMode = 'auto' | 'both' | 'cse' | 'invocation' | 'none'

export interface WireIdentity {
  readonly service: string
  /** Registry ids, absent while not registered. */
  readonly serviceId: string | undefined
  readonly instanceId: string | undefined
}

/** Writes the headers of an outgoing call as a flat list of names and values. */
export interface WireWriter {
  /** @param target plain service name; goes out as `x-cse-target-microservice` */
  headers(context: InvocationContext, target: string, framework: string | undefined): readonly string[]
}

const EMPTY: readonly string[] = Object.freeze([])
const TARGET = 'x-cse-target-microservice'
const CSE = 'x-cse-context'
const INVOCATION = 'x-invocation-context'
// routing.md 4.4: Java servers accept 8 KiB of headers in all; the context may take half of it.
const MAX_BYTES = 4096

// Frameworks by the header they read (routing.md 4.1). Our own reads both, so one is enough.
const READS: ReadonlyMap<string, 'cse' | 'invocation'> = new Map([
  ['ServiceComb', 'cse'],
  ['Go-Chassis', 'cse'],
  ['node-chassis', 'cse'],
  ['springCloud', 'invocation']
])

/**
 * Everything that does not depend on the call is encoded here, once. A call outside of a context costs one trace id
 * and the texts it is written into; inside one, the encoded texts are kept on the context object.
 */
export function createWireWriter(env: Env, identity: WireIdentity, mode: WireMode): WireWriter {
  const own = ownEntries(identity)
  const cse = new TraceTemplate(encodeCse(own), PLACE)
  const invocation = new TraceTemplate(encodeInvocation(encodeCse(own)), PLACE)
  const reserved = new Set(own.keys())

  const fresh = (form: 'both' | 'cse' | 'invocation', target: string): string[] => {
    const seconds = Math.floor(env.clock.wallNow() / 1000)
    const high = env.random.below(65_536)
    const low = env.random.below(65_536)
    if (form === 'cse') return [TARGET, target, CSE, cse.with(seconds, high, low)]
    if (form === 'invocation') return [TARGET, target, INVOCATION, invocation.with(seconds, high, low)]
    return [
      TARGET,
      target,
      CSE,
      cse.with(seconds, high, low),
      INVOCATION,
      invocation.with(seconds, high, low)
    ]
  }

  const encoded = (context: Context): readonly string[] => {
    const entries = new Map(context.entries)
    const id = entries.get('X-B3-TraceId') ?? entries.get('x-trace-id') ?? newTraceId(env.clock, env.random)
    for (const [key, value] of own) entries.set(key, value === PLACE ? id : value)
    for (let cse = encodeCse(entries); ; cse = encodeCse(entries)) {
      if (cse.length <= MAX_BYTES) return [cse, encodeInvocation(cse)]
      const dropped = dropLargest(entries, reserved)
      if (dropped === undefined) return [cse, encodeInvocation(cse)]
      env.log.warn(
        { key: dropped, bytes: cse.length },
        `the invocation context is larger than ${MAX_BYTES} bytes; entry '${dropped}' is not sent on`
      )
    }
  }

  return {
    headers(context, target, framework) {
      if (mode === 'none') return EMPTY
      const form = mode === 'auto' ? (READS.get(framework ?? '') ?? 'both') : mode
      if (context.entries.size === 0 || !(context instanceof Context)) return fresh(form, target)
      if (context.wireFor !== this) {
        context.wire = encoded(context)
        context.wireFor = this
      }
      const [cse, invocation] = context.wire as [string, string]
      if (form === 'cse') return [TARGET, target, CSE, cse]
      if (form === 'invocation') return [TARGET, target, INVOCATION, invocation]
      return [TARGET, target, CSE, cse, INVOCATION, invocation]
    }
  }
}

// Stands for the trace id while the pieces are cut; printable, so that it survives every encoding.
const PLACE = '0trace0'

function ownEntries(identity: WireIdentity): Map<string, string> {
  const own = new Map([
    ['X-B3-TraceId', PLACE],
    ['x-trace-id', PLACE],
    ['x-cse-src-microservice', identity.service],
    ['x-microservice-name', identity.service]
  ])
  if (identity.serviceId !== undefined) own.set('x-src-serviceId', identity.serviceId)
  if (identity.instanceId !== undefined) {
    own.set('x-src-instanceId', identity.instanceId)
    own.set('x-instance-id', identity.instanceId)
  }
  return own
}

/** JSON with every character beyond `~` as `\u` escape: header values are ASCII (X5). */
function encodeCse(entries: ReadonlyMap<string, string>): string {
  return JSON.stringify(Object.fromEntries(entries)).replace(
    /[^\x20-\x7e]/g,
    (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0')
  )
}

/** The same JSON, form-URL-encoded (spring-cloud-huawei decodes it so). */
function encodeInvocation(json: string): string {
  return encodeURIComponent(json).replaceAll('%20', '+')
}

function dropLargest(entries: Map<string, string>, reserved: ReadonlySet<string>): string | undefined {
  let largest: string | undefined
  let size = -1
  for (const [key, value] of entries) {
    if (!reserved.has(key) && value.length > size) {
      largest = key
      size = value.length
    }
  }
  if (largest !== undefined) entries.delete(largest)
  return largest
}
