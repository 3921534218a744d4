import { constants } from 'node:http2'
import type { ServerHttp2Session } from 'node:http2'
import type { Socket } from 'node:net'
import type { Clock } from '@node-chassis/core'
import type { DocumentName } from '../config/store.ts'
import type { Watcher } from '../config/fuzzy-watches.ts'
import type { Listener } from '../config/listeners.ts'
import type { Subscriber } from '../naming/pushes.ts'
import type { Outbox } from './outbox.ts'

/** What a client said of itself when it set its connection up (nacos.md 4.2). */
export interface Setup {
  readonly labels: Readonly<Record<string, string>>
  /** It had an ability table. */
  readonly negotiates: boolean
}

/** A message to a client, not encoded yet. */
export interface Push {
  readonly type: string
  readonly json: object
}

// How long after a push its acknowledgement counts. nacos: push of naming 5 s, of configuration 3 s.
const NAMING_ACK_MS = 5_000
const CONFIG_ACK_MS = 3_000
// A client that was told to go and does not is cut.
const LEAVE_MS = 1_000

/** One TCP connection: one client (nacos.md 4.1). It is registered while it has a set-up and a stream. */
export class Connection {
  readonly id: string
  readonly clientIp: string
  /** On the monotonic clock: the last request or acknowledgement. */
  lastHeardAt: number
  setup: Setup | undefined
  readonly naming: Subscriber
  readonly config: Listener
  readonly fuzzy: Watcher
  readonly #session: ServerHttp2Session
  readonly #socket: Socket
  readonly #clock: Clock
  readonly #nextRequestId: () => string
  readonly #acks = new Map<string, (isAcknowledged: boolean) => void>()
  #outbox: Outbox<Push> | undefined

  /** @param socket of the session, which itself does not let go of it */
  constructor(
    session: ServerHttp2Session,
    socket: Socket,
    parts: {
      readonly clock: Clock
      readonly nextRequestId: () => string
      /** Lets a client go that does not answer. */
      readonly eject: (connection: Connection) => void
    }
  ) {
    const { clock, nextRequestId, eject } = parts
    const { remoteAddress = '', remotePort = 0 } = socket
    this.clientIp = remoteAddress.replace(/^::ffff:/, '')
    this.id = `${Math.floor(clock.wallNow())}_${this.clientIp}_${remotePort}`
    this.lastHeardAt = clock.now()
    this.#session = session
    this.#socket = socket
    this.#clock = clock
    this.#nextRequestId = nextRequestId
    this.naming = {
      tell: (serviceInfo) =>
        this.ask('NotifySubscriberRequest', { serviceInfo, module: 'naming' }, NAMING_ACK_MS)
    }
    this.config = {
      tell: (name) =>
        this.ask('ConfigChangeNotifyRequest', { ...named(name), module: 'config' }, CONFIG_ACK_MS),
      giveUp: () => eject(this)
    }
    this.fuzzy = { tell: (type, json) => void this.ask(type, json, CONFIG_ACK_MS) }
  }

  /** Pushes go to this stream from now on. */
  begin(setup: Setup, outbox: Outbox<Push>): void {
    if (this.#outbox !== outbox) this.#outbox?.end()
    this.setup = setup
    this.#outbox = outbox
  }

  isOn(outbox: Outbox<Push>): boolean {
    return this.#outbox === outbox
  }

  /** Whether the connection may publish instances and subscribe (G25). */
  get isForNaming(): boolean {
    return this.setup?.labels['module'] === 'naming'
  }

  /** Tells the client something that needs no answer. */
  send(type: string, json: object): void {
    this.#outbox?.put({ type, json: { headers: {}, ...json } })
  }

  /** Asks the client something. Resolves to whether it answered in time. */
  ask(type: string, json: object, limitMs: number): Promise<boolean> {
    const requestId = this.#nextRequestId()
    return new Promise((resolve) => {
      const settle = (isAcknowledged: boolean): void => {
        this.#acks.delete(requestId)
        cancel()
        resolve(isAcknowledged)
      }
      const cancel = this.#clock.after(limitMs, () => settle(false))
      this.#acks.set(requestId, settle)
      this.send(type, { requestId, ...json })
    })
  }

  /** The client answered something it was asked. */
  answered(requestId: string): void {
    this.#acks.get(requestId)?.(true)
  }

  /** The end of a client that is lost: its stream has ended with status 0, and a GOAWAY tells it why (nacos.md 4.5, G26). */
  end(): void {
    if (this.#session.destroyed) return
    this.#session.goaway(constants.NGHTTP2_NO_ERROR, undefined, Buffer.from('app_requested'))
    this.#cutLater()
  }

  /** The client misbehaves (G27). */
  refuse(code: number, reason: string): void {
    if (this.#session.destroyed) return
    this.#session.goaway(code, undefined, Buffer.from(reason))
    this.#cutLater()
  }

  /** Nothing can be pushed any more. */
  lost(): void {
    this.setup = undefined
    this.#outbox?.end()
    this.#outbox = undefined
    for (const settle of this.#acks.values()) settle(false)
  }

  /** Ends the TCP connection now. */
  cut(): void {
    this.#socket.destroy()
  }

  // Not by `session.close()`, which sends a second GOAWAY that says nothing, and not by `session.destroy()`: nacos.md 10.3
  // has what that does while a body comes in.
  #cutLater(): void {
    const cancel = this.#clock.after(LEAVE_MS, () => this.cut())
    this.#session.once('close', cancel)
  }
}

// There is no tenant for public (nacos.md 4.4).
function named({ dataId, group, tenant }: DocumentName): object {
  return tenant === '' ? { dataId, group } : { dataId, group, tenant }
}
