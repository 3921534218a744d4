import { ConfigError } from '@node-chassis/core'
import type { Env } from '@node-chassis/core'
import type { EngineAnswer, EngineHttp } from '@node-chassis/transport'
import type { Warn } from '../layer.ts'
import { parseFailure, parseList } from './document.ts'
import type { KieDocument } from './document.ts'
import { Expander } from './expand.ts'
import { labelQuery } from './labels.ts'
import type { Labels } from './labels.ts'
import type { KieTiming } from './timing.ts'

/** After a failure n: 3 s × n², ± 20 %, at most 60 s (config.md 5.5). */
const BACKOFF_MS = 3_000
const LONGEST_BACKOFF_MS = 60_000
/** Between an answer and the next poll, and before an answer in doubt is confirmed. */
const PAUSE_MS = 1_000

export interface DimensionOptions {
  readonly env: Env
  readonly http: EngineHttp
  /** `/v1/{project}/kie/kv` */
  readonly path: string
  /** `app`, `service`, `version` or `custom`. */
  readonly name: string
  readonly labels: Labels
  readonly exact: boolean
  readonly timing: KieTiming
  readonly warn: Warn
  readonly onChange: () => void
}

/**
 * One label set of the centre, polled by itself: revisions are never shared (config.md 6.3). A list that came with a new
 * revision may be older than it, and a list that shrank may be that of a server just starting, so both are read again
 * (config.md 6.5, 6.6).
 */
export class Dimension {
  readonly name: string
  values: ReadonlyMap<string, string> = new Map()
  readonly #options: DimensionOptions
  readonly #expander: Expander
  #revision = '-1'
  #known: ReadonlySet<string> = new Set()
  /** The next poll asks for everything, without waiting. */
  #confirm = true
  /** Some list was taken: what comes next can confirm it. */
  #read = false
  /** The last answer had lost documents and was not believed. */
  #doubted = false
  #failures = 0
  #fullAt = -Infinity

  constructor(options: DimensionOptions) {
    this.name = options.name
    this.#options = options
    this.#expander = new Expander(options.warn)
  }

  /** Asks once, without waiting for changes. @throws ConfigError, or what the signal says */
  async pull(signal: AbortSignal): Promise<void> {
    this.#take(await this.#ask(true, signal), false)
  }

  /** One turn of the loop. @returns milliseconds until the next */
  async poll(signal: AbortSignal): Promise<number> {
    const { env, timing } = this.#options
    const due = timing.fullRefreshMs > 0 && env.clock.now() - this.#fullAt >= timing.fullRefreshMs
    const full = this.#confirm || due
    try {
      this.#take(await this.#ask(full, signal), this.#confirm && this.#read)
      this.#failures = 0
    } catch (error) {
      if (signal.aborted) throw error
      return this.#backoff(error)
    }
    return this.#confirm || timing.longPolling ? PAUSE_MS : timing.intervalMs
  }

  #backoff(err: unknown): number {
    const { env } = this.#options
    this.#failures++
    const jitter = 0.8 + 0.4 * env.random.next()
    const ms = Math.round(Math.min(BACKOFF_MS * this.#failures ** 2 * jitter, LONGEST_BACKOFF_MS))
    env.log.warn({ err, dimension: this.name }, `configuration (${this.name}) not read; next try in ${ms} ms`)
    return ms
  }

  async #ask(full: boolean, signal: AbortSignal): Promise<EngineAnswer> {
    const { http, path, labels, exact, timing } = this.#options
    const query = [labelQuery(labels), `revision=${full ? '-1' : encodeURIComponent(this.#revision)}`]
    if (exact) query.push('match=exact')
    const waits = !full && timing.longPolling
    if (waits) query.push(`wait=${timing.waitS}s`)
    const timeoutMs = waits ? (timing.waitS + 10) * 1000 : timing.requestMs
    return http.request({ method: 'GET', path: `${path}?${query.join('&')}`, timeoutMs, signal })
  }

  #take(answer: EngineAnswer, confirming: boolean): void {
    if (answer.status === 304 || answer.status === 429) return
    if (answer.status !== 200) throw refusal(answer)
    const { documents } = this.#list(answer)
    this.#takeRevision(answer)
    this.#fullAt = this.#options.env.clock.now()
    const ids = new Set(documents.filter(({ status }) => status === 'enabled').map(({ id }) => id))
    const present = new Set(documents.map(({ id }) => id))
    const lost = [...this.#known].some((id) => !present.has(id))
    if (lost && !(confirming && this.#doubted)) {
      this.#doubted = true
      this.#confirm = true
      return
    }
    this.#doubted = false
    this.#read = true
    this.#known = ids
    const changed = this.#apply(documents)
    this.#confirm = changed || !confirming
  }

  #list(answer: EngineAnswer): { readonly documents: readonly KieDocument[] } {
    try {
      return parseList(answer.body)
    } catch (cause) {
      const message = `${answer.address}: ${cause instanceof Error ? cause.message : String(cause)}`
      throw new ConfigError('CHS_CONFIG_UNAVAILABLE', message, { cause })
    }
  }

  #takeRevision(answer: EngineAnswer): void {
    const revision = answer.headers.get('X-Kie-Revision')
    if (revision === undefined || revision === '')
      this.#options.warn(`${answer.address} sends no X-Kie-Revision; every poll will be answered at once`)
    else this.#revision = revision
  }

  #apply(documents: readonly KieDocument[]): boolean {
    const values = this.#expander.merge(documents)
    if (sameTexts(this.values, values)) return false
    this.values = values
    this.#options.onChange()
    return true
  }
}

/** What an answer that is neither a list nor "unchanged" means: only the caller's own faults are refusals. */
export function refusal(answer: EngineAnswer): ConfigError {
  const { code, message } = parseFailure(answer.body)
  const words = `The configuration centre ${answer.address} answered ${answer.status}${message === '' ? '' : ` (${message})`}`
  return answer.status === 400 || answer.status === 401 || answer.status === 403
    ? new ConfigError('CHS_CONFIG_REFUSED', `${words}; check names, labels and credentials.`, {
        engineCode: code ?? String(answer.status)
      })
    : new ConfigError('CHS_CONFIG_UNAVAILABLE', `${words}.`, { engineCode: code })
}

function sameTexts(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([key, text]) => b.get(key) === text)
}
