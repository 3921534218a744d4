import { ConfigError } from '@node-chassis/core'
import type { Random } from '@node-chassis/core'
import type { SimulatedClock } from '@node-chassis/core/testing'
import type { EngineAnswer, EngineHttp, EngineRequest } from '@node-chassis/transport'

/** What goes wrong at a centre. */
export type Fault =
  | 'down' // nobody listens; waiting polls are cut
  | 'errors' // 500 at once
  | 'deadline' // 500 at the end of a wait, as with a slow store
  | 'empty' // 200, no documents, a revision that is current
  | 'partial' // 200, some of the documents
  | 'hangs' // accepts and never answers
  | 'busy' // 429
  | 'nonsense' // 200 with HTML

interface Document {
  readonly layer: string
  readonly key: string
  value: string
}

interface Waiting {
  readonly layer: string
  readonly wake: () => void
  readonly cut: () => void
}

const ADDRESS = 'http://centre.example:30110'
const PROBE_MS = 15_000

/** A configuration centre with faults, in simulated time and without sockets: what the client's loops see of one. */
export class SimulatedCentre implements EngineHttp {
  readonly addresses = [ADDRESS]
  fault: Fault | undefined
  /** When each request began, by layer. */
  readonly asked = new Map<string, number[]>()
  readonly documents = new Map<string, Document>()
  readonly #clock: SimulatedClock
  readonly #random: Random
  readonly #onRecovered: () => void
  readonly #waiting = new Set<Waiting>()
  #revision = 1
  #failures = 0

  constructor(clock: SimulatedClock, random: Random, onRecovered: () => void) {
    this.#clock = clock
    this.#random = random
    this.#onRecovered = onRecovered
  }

  set(layer: string, key: string, value: string): void {
    this.documents.set(`${layer} ${key}`, { layer, key, value })
    this.#changed(layer)
  }

  delete(layer: string, key: string): void {
    this.documents.delete(`${layer} ${key}`)
    this.#changed(layer)
  }

  /**
   * The counter begins elsewhere, mostly lower, as after a restore or a change of engine. Not where it could meet the
   * number that a client holds: a centre that gives one number to two states is told apart by the full refresh only.
   */
  resetRevision(): void {
    this.#revision = this.#random.below(1_000_000)
  }

  /** Ends what runs: the process is gone. */
  cut(): void {
    for (const { cut } of this.#waiting) cut()
  }

  async request(request: EngineRequest): Promise<EngineAnswer> {
    const query = new URL(request.path, ADDRESS).searchParams
    const layer = layerOf(query)
    const asked = this.asked.get(layer) ?? []
    this.asked.set(layer, asked)
    asked.push(this.#clock.now())
    const answer = await this.#answer(query, layer, request.timeoutMs ?? 5_000, request.signal)
    if (answer === undefined) {
      this.#failed()
      throw new ConfigError('CHS_CONFIG_UNAVAILABLE', 'nobody answers', { addresses: [] })
    }
    if (answer.status >= 500) this.#failed()
    else this.#answered()
    return answer
  }

  async offer(): Promise<void> {}

  async close(): Promise<void> {
    this.cut()
  }

  async #answer(
    query: URLSearchParams,
    layer: string,
    limitMs: number,
    signal: AbortSignal | undefined
  ): Promise<EngineAnswer | undefined> {
    if (this.fault === 'hangs') await this.#pause(limitMs, layer, signal)
    const waitMs = 1000 * Number(query.get('wait')?.slice(0, -1) ?? 0)
    const current = query.get('revision') === String(this.#revision)
    const waits = waitMs > 0 && current && this.fault === undefined
    if (waits) {
      const woken = await this.#pause(waitMs, layer, signal)
      if (woken === 'cut') return undefined
      if (woken === 'late' && this.fault === undefined) return this.#status(304)
    }
    switch (this.fault) {
      case 'down':
      case 'hangs':
        return undefined
      case 'errors':
      case 'deadline':
        return this.#status(500)
      case 'busy':
        return this.#status(429)
      case 'nonsense':
        return this.#status(200, '<html>')
      default:
        return !waits && current && !query.has('wait') && query.get('revision') !== '-1'
          ? this.#status(304)
          : this.#list(layer)
    }
  }

  #list(layer: string): EngineAnswer {
    const all = [...this.documents.values()].filter((document) => document.layer === layer)
    const kept =
      this.fault === 'empty'
        ? []
        : this.fault === 'partial'
          ? all.filter(() => this.#random.next() < 0.5)
          : all
    const data = kept.map(({ key, value }) => ({
      id: `${layer} ${key}`,
      key,
      value,
      value_type: 'text',
      status: 'enabled'
    }))
    return this.#status(200, JSON.stringify({ total: data.length, data }))
  }

  #status(status: number, body = ''): EngineAnswer {
    const revision = status === 200 ? String(this.#revision) : undefined
    return { status, body, address: ADDRESS, headers: { get: () => revision } }
  }

  #changed(layer: string): void {
    this.#revision++
    for (const waiting of this.#waiting) if (waiting.layer === layer) waiting.wake()
  }

  /** As the address breaker does: isolated after three failures in a row, probed every 15 s. */
  #failed(): void {
    this.#failures++
    if (this.#failures !== 3) return
    const probe = (): void => {
      if (this.#failures < 3) return
      if (this.fault === 'down' || this.fault === 'hangs') this.#clock.after(PROBE_MS, probe)
      else this.#answered()
    }
    this.#clock.after(PROBE_MS, probe)
  }

  #answered(): void {
    const isolated = this.#failures >= 3
    this.#failures = 0
    if (isolated) this.#onRecovered()
  }

  #pause(ms: number, layer: string, signal: AbortSignal | undefined): Promise<'late' | 'woken' | 'cut'> {
    return new Promise((resolve, reject) => {
      const end = (how: 'late' | 'woken' | 'cut'): void => {
        cancel()
        this.#waiting.delete(waiting)
        signal?.removeEventListener('abort', aborted)
        resolve(how)
      }
      const aborted = (): void => {
        cancel()
        this.#waiting.delete(waiting)
        reject(signal?.reason as Error)
      }
      const cancel = this.#clock.after(ms, () => end('late'))
      const waiting: Waiting = { layer, wake: () => end('woken'), cut: () => end('cut') }
      this.#waiting.add(waiting)
      signal?.addEventListener('abort', aborted, { once: true })
    })
  }
}

function layerOf(query: URLSearchParams): string {
  const labels = query.getAll('label')
  return (
    ['version', 'service', 'app'].find((name) => labels.some((label) => label.startsWith(`${name}:`))) ??
    'custom'
  )
}
