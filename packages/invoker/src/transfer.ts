import type { IncomingHttpHeaders } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Dispatcher, InstancePool } from '@node-chassis/transport'
import { attemptSent, attemptSettled } from './channels.ts'
import { outcomeError } from './edge-errors.ts'
import { closedByUs, isLocal } from './error-codes.ts'
import { Exchange } from './exchange.ts'
import type { ExchangeOwner } from './exchange.ts'
import { codeOf } from './loop-outcome.ts'
import type { Member } from './member.ts'
import { Meter } from './meter.ts'
import type { CallObserver } from './observer.ts'
import { Outgoing } from './outgoing.ts'

/** What a call waits for; decides what its timer means. */
export type Step =
  | 'new'
  | 'starting'
  | 'gate'
  | 'pulling'
  | 'sending'
  | 'dropping'
  | 'pausing'
  | 'streaming'
  | 'done'

const MAX_DROP_BYTES = 65_536
const MAX_DROP_MS = 100

/**
 * One request on one connection after another: `send` of decisions.md, Attempt loop. What became of an exchange is noted
 * in `outcome`, then `exchanged` is called; a streamed answer leaves the loop at its head.
 */
export abstract class Transfer extends Outgoing implements ExchangeOwner {
  /** Some request reached a connection: the call is not `unsent` any more. */
  everStarted = false
  protected step: Step = 'new'
  /** When the attempt ends, hops and a second sending included (monotonic ms). */
  protected until = 0
  /** When the call ends, whatever it does. */
  protected deadline = Infinity
  /** Retries so far. */
  protected counted = 0
  protected exchange: Exchange | undefined = undefined
  /** The answer was taken in to its last byte. */
  protected complete = false
  /** What the caller's own handler threw while it was handed the answer. */
  protected callerError: unknown = undefined
  #headCame = false
  #dropped = 0
  // undici reports bad input from inside `dispatch`: noted, and gone on with after it.
  #dispatching = false
  #settledInside = false

  /** The answer is handed on as it comes; the attempt limit then ends at the head (decisions.md N38). */
  protected abstract get streams(): boolean
  /** Takes over the connection (WebSocket): routed and balanced, never sent twice. */
  protected abstract get upgrades(): boolean
  /** A new request begins: what was gathered of an earlier answer is forgotten. */
  protected abstract forget(): void
  /** An interim answer, 1xx. */
  protected abstract tookInfo(status: number, headers: IncomingHttpHeaders, statusText: string): void
  protected abstract tookHead(status: number, headers: IncomingHttpHeaders, statusText: string): void
  protected abstract tookData(chunk: Buffer): void
  protected abstract tookUpgrade(status: number, headers: IncomingHttpHeaders, socket: Duplex): void
  /** The answer is complete. */
  protected abstract succeeded(trailers: IncomingHttpHeaders): void
  protected abstract failed(error: Error): void
  /** The loop goes on with the outcome of an exchange. */
  protected abstract exchanged(now: number): void
  /** The loop is over with the outcome it has. */
  protected abstract finish(now: number): void
  /** The call leaves the books; `succeeded` or `failed` follows. */
  protected abstract end(now: number): void

  /** The connection that serves the call now. */
  protected get connection(): Dispatcher.DispatchController | undefined {
    return this.exchange?.controller
  }

  protected arm(at: number): void {
    if (at === Infinity) this.world.wheel.disarm(this)
    else this.world.wheel.arm(this, at)
  }

  protected local(code: string | undefined, error: Error | undefined): void {
    this.note('LOCAL', code, error, this.exchange?.started ?? false)
  }

  protected send(member: Member, fresh: boolean, now: number): void {
    this.loads(member.memory, now)
    const { pool } = member.memory
    if (pool === undefined || this.#queueIsFull(pool)) {
      this.#cannotSend(pool === undefined ? 'CHS_NO_INSTANCE' : 'CHS_POOL_QUEUE_FULL', undefined, now)
      return
    }
    let options: Dispatcher.DispatchOptions
    try {
      options = this.outgoing(member)
    } catch (error) {
      this.#cannotSend('CHS_INVALID_ARGUMENT', error as Error, now)
      return
    }
    this.forget()
    this.complete = false
    this.#headCame = false
    this.#dropped = 0
    this.step = 'sending'
    this.attempts++
    const exchange = new Exchange(this)
    this.exchange = exchange
    this.arm(this.until)
    if (attemptSent.hasSubscribers) attemptSent.publish(this)
    this.#dispatching = true
    this.#settledInside = false
    const { observer } = this.world
    if (observer === undefined) dispatch(pool, options, exchange, fresh)
    else this.#observed(observer, pool, options, exchange, fresh)
    this.#dispatching = false
    if (this.#settledInside) this.exchanged(this.world.env.clock.now())
  }

  // By itself: what its closure captures would be made for every call, observed or not.
  #observed(
    observer: CallObserver,
    pool: InstancePool,
    options: Dispatcher.DispatchOptions,
    exchange: Exchange,
    fresh: boolean
  ): void {
    observer.sending(this, () => dispatch(pool, options, exchange, fresh))
  }

  #cannotSend(code: string, error: Error | undefined, now: number): void {
    this.local(code, error)
    this.settleAttempt(undefined, now)
    this.finish(now)
  }

  // Counting what waits costs a walk over the pool's clients: only where a bound was asked for.
  #queueIsFull(pool: InstancePool): boolean {
    const { maxQueue } = this.world.settings()
    return maxQueue >= 0 && pool.queued >= maxQueue
  }

  // Only the handler of a caller may want to hear of it.
  onBodySent(_chunk: Buffer): void {}

  onSent(): void {}

  onHead(status: number, headers: IncomingHttpHeaders, statusText: string): void {
    if (status < 200) {
      this.tookInfo(status, headers, statusText)
      return
    }
    const { outcome } = this
    this.#headCame = true
    this.note('ANSWER', undefined, undefined, true)
    outcome.status = status
    const drops = this.#dropsAnswer()
    if (!this.streams) this.tookHead(status, headers, statusText)
    if (drops) {
      this.#drop()
      return
    }
    if (!this.streams) return
    const now = this.world.env.clock.now()
    outcome.durationMs = now - this.permitAt
    this.settleIsolation(outcome, now)
    this.answered()
    this.measured()
    this.step = 'streaming'
    this.arm(this.traits.timeoutMs === undefined ? this.deadline : this.until)
    this.tookHead(status, headers, statusText)
  }

  /** Whether another attempt will be made of this answer, or an error: its body is nobody's then. */
  #dropsAnswer(): boolean {
    const { retry } = this.plan
    if (retry === undefined || this.traits.retry === false || this.upgrades) return false
    if (!retry.retriable(this.outcome)) return false
    if (this.counted < retry.maxAttempts) return this.body.replayable()
    return this.streams && retry.failAfterMaxAttempts
  }

  // The body is read to its end so that the connection lives, within bounds (decisions.md N7).
  #drop(): void {
    this.step = 'dropping'
    if (this.body.kind === 'tee' && this.exchange?.sent === false) {
      // The rest of the request would be read from its source and be lost for the next attempt.
      this.body.detach()
      this.droppedEnough()
      return
    }
    this.arm(Math.min(this.until, this.world.env.clock.now() + MAX_DROP_MS))
  }

  protected droppedEnough(): void {
    this.exchange?.giveUp()
    this.exchanged(this.world.env.clock.now())
  }

  onData(chunk: Buffer): void {
    if (this.step === 'dropping') {
      this.#dropped += chunk.length
      if (this.#dropped > MAX_DROP_BYTES) {
        this.droppedEnough()
        return
      }
      if (this.streams) return
    }
    this.tookData(chunk)
  }

  onEnd(trailers: IncomingHttpHeaders): void {
    const now = this.world.env.clock.now()
    if (this.step === 'streaming') {
      this.settleBulkhead(this.outcome, now)
      this.end(now)
      this.succeeded(trailers)
      return
    }
    this.complete = !this.streams
    this.exchanged(now)
  }

  onUpgrade(status: number, headers: IncomingHttpHeaders, socket: Duplex): void {
    const now = this.world.env.clock.now()
    this.note('ANSWER', undefined, undefined, true)
    this.outcome.status = status
    this.outcome.durationMs = now - this.permitAt
    this.settleAttempt(this.outcome, now)
    this.answered()
    this.measured()
    this.end(now)
    this.tookUpgrade(status, headers, socket)
  }

  onFailed(error: Error): void {
    if (this.step === 'streaming' && error === this.callerError) {
      // undici turns what a handler throws into an abort: no fault of the instance.
      const now = this.world.env.clock.now()
      this.local(undefined, undefined)
      this.settleBulkhead(undefined, now)
      this.end(now)
      this.failed(error)
      return
    }
    if (this.step === 'streaming') {
      this.note('CUT', codeOf(error), error, true)
      if (this.member !== undefined) this.keeper.test(this.member)
      this.#endInBody()
      return
    }
    if (this.step !== 'dropping') this.#noteFailure(error)
    // What was to be thrown away may go with its connection.
    if (this.#dispatching) this.#settledInside = true
    else this.exchanged(this.world.env.clock.now())
  }

  #noteFailure(error: Error): void {
    const code = codeOf(error)
    const started = this.exchange?.started ?? false
    if (error === this.body.sourceError() || isLocal(code)) this.note('LOCAL', code, error, started)
    else if (!started) this.note('UNSENT', code, error, false)
    else if (closedByUs(code)) this.note('LOCAL', code, error, true)
    else this.note(this.#headCame ? 'CUT' : 'LOST', code, error, true)
  }

  /** The attempt's limit has come. What it is called follows how far the request was (decisions.md N7). */
  protected overLimit(now: number): void {
    const { exchange, member } = this
    if (exchange === undefined || member === undefined) return
    if (!exchange.started && exchange.client !== undefined) {
      this.note('UNSENT', 'CHS_CONNECT_TIMEOUT', undefined, false)
    } else {
      this.note('LIMIT', 'CHS_REQUEST_TIMEOUT', undefined, exchange.started)
      // Half-open: bytes vanish without an error, and each such socket would cost a limit (N40).
      if (exchange.reused && !exchange.touched) member.memory.pool?.renew()
    }
    exchange.giveUp()
    this.exchanged(now)
  }

  protected overLimitInBody(): void {
    this.note('LIMIT', 'CHS_REQUEST_TIMEOUT', undefined, true)
    this.exchange?.giveUp()
    this.#endInBody()
  }

  #endInBody(): void {
    const now = this.world.env.clock.now()
    this.settleBulkhead(this.outcome, now)
    this.end(now)
    this.failed(outcomeError(this))
  }

  /** The attempt is over, for the counters and whoever listens; streamed ones at the head. */
  protected measured(): void {
    const memory = this.member?.memory
    if (memory !== undefined) {
      memory.meter ??= new Meter()
      memory.meter.ended(this.outcome, this.outcome.durationMs, 1)
    }
    if (attemptSettled.hasSubscribers) attemptSettled.publish(this)
  }

  /** Somebody is there. */
  protected answered(): void {
    this.everStarted = true
    if (this.member !== undefined) this.keeper.answered(this.member.memory)
  }

  /** Known services that look like the one called. */
  similar(): readonly string[] {
    return this.world.similar(this.target.service)
  }
}

function dispatch(
  pool: InstancePool,
  options: Dispatcher.DispatchOptions,
  exchange: Exchange,
  fresh: boolean
): void {
  if (fresh) pool.dispatchFresh(options, exchange)
  else pool.dispatch(options, exchange)
}
