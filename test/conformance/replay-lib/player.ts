import { createEngine } from '@node-chassis/engine'
import type { EngineOptions } from '@node-chassis/engine'
import { silentLogger } from '@node-chassis/core'
import { seededRandom, simulatedClock } from '@node-chassis/core/testing'
import { createWire } from '../config-lib/wire.ts'
import type { WireAnswer } from '../config-lib/wire.ts'
import { createStage } from './prepare.ts'
import { Translation, unlike } from './same-shape.ts'
import { openSocket } from './sockets.ts'
import type { ReplayedSocket } from './sockets.ts'
import type { Exchange, Frame, Run } from './transcripts.ts'

// A poll that took at least this long had really waited.
const WAITED_MS = 100
// Wed Nov 25 2026: the day of the recording. Any would do.
const START = 1_795_618_800_000
// Engine and client share this process: what the engine has answered is there when some later requests are through.
const ROUND_TRIPS = 5

export interface ReplayOptions {
  /** Brings about what other processes did meanwhile; a script that recorded everything needs none. */
  readonly prepared: boolean
  /** Keys of documents that somebody wrote straight into the configuration centre. */
  readonly foreignKeys: ReadonlySet<string>
  readonly engine?: EngineOptions
  /** Not sent, and why. */
  readonly skipped: (exchange: Exchange) => boolean
}

/**
 * Sends what was recorded to an engine of its own, in the order and at the times of the recording, on a clock that the
 * recording moves. Ids and revisions of earlier answers are put into later requests.
 * @returns by exchange what is not as recorded; what is as recorded is absent
 */
export async function replay(run: Run, options: ReplayOptions): Promise<ReadonlyMap<string, string>> {
  const clock = simulatedClock(START)
  const env = { clock, random: seededRandom(1), log: silentLogger }
  const engine = await createEngine({ ...options.engine, env })
  const wires = { registry: createWire(engine.registryUrl), config: createWire(engine.configUrl) }
  const words = new Translation()
  const differences = new Map<string, string>()

  const send = (exchange: Exchange, path: string) =>
    wires[exchange.side].send({
      method: exchange.method,
      path,
      headers: translated(exchange.headers, words),
      body: exchange.body === undefined ? undefined : words.text(exchange.body)
    })
  const stage = createStage(run, async (side, method, path, body, domain = 'default') => {
    const headers = { 'Content-Type': 'application/json', 'X-Domain-Name': domain }
    const text = body === undefined ? undefined : JSON.stringify(body)
    return wires[side].send({ method, path, headers, body: text }).answer
  })
  const roundTrips = async (): Promise<void> => {
    for (let i = 0; i < ROUND_TRIPS; i++)
      await wires.config.send({ method: 'GET', path: '/v1/health', headers: {}, body: undefined }).answer
  }
  const judge = (exchange: Exchange, answer: WireAnswer): void => {
    const reason = difference(exchange, answer, words)
    if (reason !== undefined) differences.set(exchange.id, reason)
  }

  const events = run.exchanges.filter((exchange) => !options.skipped(exchange)).flatMap(eventsOf)
  events.sort((a, b) => a.at - b.at)
  const sockets = new Map<Exchange, ReplayedSocket>()
  const waiting = new Map<Exchange, ReturnType<typeof send>>()

  try {
    if (options.prepared) await stage.begin()
    for (const { at, exchange, kind, frame } of events) {
      await clock.advanceAsync(Math.max(0, START + at - clock.now()))
      if (kind === 'open') {
        const url = engine.registryUrl.replace(/^http/, 'ws') + words.path(exchange.path)
        sockets.set(exchange, await openSocket(exchange, url, translated(exchange.headers, words)))
        continue
      }
      if (kind === 'frame' && frame !== undefined) {
        if (frame.from === 'client') await sockets.get(exchange)?.act(frame)
        else await stage.told(frame)
        await roundTrips()
        continue
      }
      if (kind === 'forgotten') {
        await stage.forgotten(words.path(exchange.path))
        continue
      }
      if (kind === 'closed') {
        await roundTrips()
        const socket = sockets.get(exchange)
        const reason = socket?.difference(words)
        if (reason !== undefined) differences.set(exchange.id, reason)
        socket?.end()
        continue
      }
      if (kind === 'wait') {
        const pending = send(exchange, words.path(exchange.path))
        pending.answer.catch(() => undefined)
        waiting.set(exchange, pending)
        await roundTrips()
        continue
      }
      if (kind === 'end') {
        const pending = waiting.get(exchange)
        waiting.delete(exchange)
        if (pending === undefined) continue
        if (exchange.recorded === undefined) {
          pending.abort()
          continue
        }
        if (options.prepared) await stage.ending(exchange)
        let answer: WireAnswer | undefined
        pending.answer.then(
          (arrived) => (answer = arrived),
          () => undefined
        )
        await roundTrips()
        if (answer === undefined) {
          pending.abort()
          differences.set(exchange.id, 'still waits where the recording has an answer')
        } else judge(exchange, answer)
        continue
      }
      await stage.stored(exchange, options.foreignKeys)
      const path = words.path(exchange.path)
      if (options.prepared) await stage.before(exchange, path)
      judge(exchange, await send(exchange, path).answer)
    }
  } finally {
    for (const { abort } of waiting.values()) abort()
    for (const socket of sockets.values()) socket.end()
    wires.registry.close()
    wires.config.close()
    await engine.close()
  }
  return differences
}

interface Event {
  readonly at: number
  readonly exchange: Exchange
  readonly kind: 'whole' | 'wait' | 'end' | 'open' | 'frame' | 'forgotten' | 'closed'
  readonly frame?: Frame
}

function eventsOf(exchange: Exchange): readonly Event[] {
  const { startMs, endMs, frames } = exchange
  if (frames === undefined) {
    const waits = /[?&]wait=/.test(exchange.path) && endMs - startMs >= WAITED_MS
    const start = { at: startMs, exchange, kind: waits ? 'wait' : 'whole' } as const
    return waits ? [start, { at: endMs, exchange, kind: 'end' }] : [start]
  }
  // Told at a ping that its instance is unknown: somebody had deleted it before.
  const forgotten = frames.some(({ from, code }) => from === 'engine' && code === 4001)
  return [
    { at: startMs, exchange, kind: 'open' },
    ...(forgotten ? [{ at: startMs + 1_000, exchange, kind: 'forgotten' } as const] : []),
    ...frames.map((frame) => ({ at: frame.t, exchange, kind: 'frame', frame }) as const),
    { at: endMs, exchange, kind: 'closed' }
  ]
}

function difference(exchange: Exchange, answer: WireAnswer, words: Translation): string | undefined {
  const { recorded } = exchange
  if (recorded === undefined) return undefined
  if (answer.status !== recorded.status)
    return `status is ${answer.status}, recorded was ${recorded.status}: ${answer.text.slice(0, 200)}`
  for (const name of ['x-resource-revision', 'x-kie-revision', 'x-schema-summary', 'deprecation', 'allow']) {
    const [before, now] = [recorded.headers[name], answer.headers[name]]
    if ((before === undefined) !== (now === undefined)) return `header ${name} is ${now ?? 'absent'}`
    if (before === undefined || now === undefined) continue
    if (name === 'x-kie-revision') words.learnRevision(before, now)
    else if (name === 'x-resource-revision') {
      if (words.knows(before) && words.text(before) !== now)
        return 'the revision has changed, recorded was the same'
      words.learn(before, now)
    } else if (sorted(before) !== sorted(now)) return `header ${name} is ${now}, recorded was ${before}`
  }
  const [type, recordedType] = [answer.headers['content-type'], recorded.headers['content-type']]
  if (recorded.body !== undefined && mediaType(type) !== mediaType(recordedType))
    return `content type is ${type ?? 'absent'}, recorded was ${recordedType ?? 'absent'}`
  const body = answer.text === '' ? undefined : (answer.body ?? answer.text)
  // service-center lists by id and the engine in order of creation; lists of the configuration centre have an order.
  const ordered = exchange.side === 'config' || /\/gov\//.test(exchange.path)
  if (typeof recorded.body === 'string' && typeof body === 'string')
    return timeless(recorded.body) === timeless(body) ? undefined : `text is ${body}`
  return unlike(recorded.body, body, words, { ordered, learn: true })
}

// `Allow` has no order.
const sorted = (header: string) => header.split(', ').toSorted().join()

const timeless = (text: string) => text.trim().replace(/\b\d{10}\b/g, 'seconds')

const mediaType = (header: string | undefined) => header?.split(';')[0]?.trim().toLowerCase()

function translated(
  headers: Readonly<Record<string, string>>,
  words: Translation
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, words.text(value)]))
}
