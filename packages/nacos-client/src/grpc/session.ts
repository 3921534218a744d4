import type { Clock } from '@node-chassis/core'
import { textOf } from '../json.ts'
import { pause } from '../pause.ts'
import { VERSION } from '../version.ts'
import type { CallOptions, Channel } from './channel.ts'
import { GrpcRefusal } from './failure.ts'
import type { Json, Payload } from './payload.ts'

export type Module = 'naming' | 'config'

export interface SessionOptions {
  readonly clock: Clock
  readonly channel: Channel
  /** On the connection that registers it must be `naming`: 2.1 drops the instance without a word otherwise (G25). */
  readonly module: Module
  /** Namespace id as configuration takes it: empty for public. */
  readonly tenant: string
  /** What the server's console calls this client. */
  readonly appName: string
  readonly signal: AbortSignal
  /** Hears a message of the server that is none of the session's own business, after it was answered. */
  readonly onPush: (type: string, body: Json) => void
}

/** A connection that is set up: requests may be sent, pushes come in (nacos.md 4.2). */
export interface Session {
  /** What the server can do beyond 2.1; empty there. */
  readonly abilities: ReadonlySet<string>
  readonly connectionId: string
  readonly ended: Promise<string>
  readonly over: boolean
  /** When the server was last heard. */
  readonly heardAt: number
  /** @throws GrpcRefusal; Error when nothing came within the limit or the connection ended */
  request(type: string, body: Json, options?: Partial<CallOptions>): Promise<Json>
  close(reason: string): void
}

const CHECK_MS = 3_000
const ACK_MS = 5_000
const READY_MS = 3_000
const READY_STEP_MS = 100
const REQUEST_MS = 3_000
const UNREGISTERED = 301

/**
 * Checks the server, sets the connection up and waits until the server knows it.
 * @throws GrpcRefusal (300: the server is starting); Error when a limit ends. The channel is closed then
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  try {
    return await setUp(options)
  } catch (error) {
    options.channel.close(`set-up failed: ${(error as Error).message}`)
    throw error
  }
}

async function setUp(options: SessionOptions): Promise<Session> {
  const { clock, channel, module, tenant, appName, signal } = options
  let heardAt = clock.now()
  let acknowledged: (abilities: Json) => void = () => {}
  const ack = new Promise<Json>((resolve) => (acknowledged = resolve))

  const request: Session['request'] = async (type, body, { limitMs = REQUEST_MS, ...call } = {}) => {
    const answer = await channel.unary(type, body, { limitMs, ...call })
    heardAt = clock.now()
    return accepted(answer)
  }

  const check = await request('ServerCheckRequest', {}, { limitMs: CHECK_MS, signal })
  channel.open((push) => {
    heardAt = clock.now()
    if (push.type === 'SetupAckRequest') return acknowledged(objectOf(push.body?.['abilityTable']))
    answerPush(channel, push)
    options.onPush(push.type, push.body ?? {})
  })
  channel.send('ConnectionSetupRequest', {
    clientVersion: `Nacos-Node-Client:v${VERSION}`,
    tenant,
    labels: { source: 'sdk', module, AppName: appName },
    abilityTable: { fuzzyWatch: true }
  })
  const table =
    check['supportAbilityNegotiation'] === true
      ? await within(clock, ACK_MS, ack, channel.ended, signal)
      : await untilKnown(clock, request, signal)
  return {
    abilities: new Set(Object.keys(table).filter((name) => table[name] === true)),
    connectionId: textOf(check['connectionId']),
    ended: channel.ended,
    get over() {
      return channel.over
    },
    get heardAt() {
      return heardAt
    },
    request,
    close: (reason) => channel.close(reason)
  }
}

/** Set-up is asynchronous on the server, and 2.1 does not say when it is done: ask until it is not 301 any more. */
async function untilKnown(clock: Clock, request: Session['request'], signal: AbortSignal): Promise<Json> {
  const until = clock.now() + READY_MS
  for (;;) {
    try {
      await request('HealthCheckRequest', {}, { signal })
      return {}
    } catch (error) {
      const unknown = error instanceof GrpcRefusal && error.errorCode === UNREGISTERED
      if (!unknown || clock.now() >= until) throw error
    }
    await pause(clock, READY_STEP_MS, signal)
    signal.throwIfAborted()
  }
}

function accepted({ type, body }: Payload): Json {
  if (body === undefined) throw new Error(`the answer ${type} has no JSON object`)
  if (type !== 'ErrorResponse' && (body['resultCode'] ?? 200) === 200) return body
  throw new GrpcRefusal(type, Number(body['errorCode'] ?? 500), textOf(body['message']))
}

/** Every push must be answered, or it is repeated and at last the connection dropped (nacos.md 4.4). */
function answerPush(channel: Channel, { type, body }: Payload): void {
  const answer = ANSWERS.get(type)
  if (answer === undefined) return
  channel.send(answer, { requestId: body?.['requestId'], resultCode: 200, errorCode: 0, success: true })
}

const ANSWERS: ReadonlyMap<string, string> = new Map(
  [
    'NotifySubscriberRequest',
    'ConfigChangeNotifyRequest',
    'ConfigFuzzyWatchSyncRequest',
    'ConfigFuzzyWatchChangeNotifyRequest',
    'ClientDetectionRequest',
    'ConnectResetRequest'
  ].map((type) => [type, type.replace(/Request$/, 'Response')])
)

/** Whether the session answers pushes of this type; others are ignored (nacos.md 4.4). */
export function isKnownPush(type: string): boolean {
  return ANSWERS.has(type)
}

function within<T>(
  clock: Clock,
  ms: number,
  work: Promise<T>,
  ended: Promise<string>,
  signal: AbortSignal
): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      cancel()
      signal.removeEventListener('abort', onAbort)
    }
    const fail = (error: Error): void => {
      settle()
      reject(error)
    }
    const onAbort = (): void => fail(signal.reason as Error)
    const cancel = clock.after(
      ms,
      () => fail(new Error(`the set-up was not acknowledged within ${ms} ms`)),
      true
    )
    signal.addEventListener('abort', onAbort, { once: true })
    void ended.then((reason) => fail(new Error(reason)))
    void work.then((value) => {
      settle()
      resolve(value)
    })
  })
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {}
}
