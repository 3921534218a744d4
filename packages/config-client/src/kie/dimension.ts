import { isChassisError } from '@node-chassis/core'
import type { Env } from '@node-chassis/core'
import type { EngineAnswer, EngineHttp, Outage } from '@node-chassis/transport'
import type { Warn } from '../layer.ts'
import { sameTexts } from '../texts.ts'
import { readAnswer, refusal } from './answers.ts'
import { parseList } from './document.ts'
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
  /** Of the whole client: a centre that is away is away for every dimension. */
  readonly outage: Outage
  /** @param moved the values are the same, but no longer from disk */
  readonly onChange: (moved: boolean) => void
}

/**
 * One label set of the centre, polled by itself: revisions are never shared (config.md 6.3). A list that came with a new
 * revision may be older than it, and a list that shrank may be that of a server just starting, so both are read again
 * (config.md 6.5, 6.6).
 */
export class Dimension {
  readonly name: string
  /** Which documents: labels, and whether they have to be the only ones. */
  readonly query: string
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
  #unanswered = false
  #answered = false
  #body: string | undefined
  #restored = false
  #failures = 0
  #fullAt = -Infinity

  constructor(options: DimensionOptions) {
    this.name = options.name
    this.query = labelQuery(options.labels) + (options.exact ? '&match=exact' : '')
    this.#options = options
    this.#expander = new Expander(options.warn)
  }

  /** The list in force as it came; undefined while none was read. */
  get list(): string | undefined {
    return this.#body
  }

  /** Keys of documents that are not enabled: read anew from the text, for it is asked for rarely. */
  get withheld(): readonly string[] {
    if (this.#body === undefined) return []
    return parseList(this.#body).documents.flatMap(({ key, status }) => (status === 'enabled' ? [] : [key]))
  }

  /** `service`; says so while the values are those of an earlier process. */
  get origin(): string {
    return this.#restored ? `${this.name}, from disk` : this.name
  }

  /** The last question found nobody, so the next one waits for somebody. */
  get unanswered(): boolean {
    return this.#unanswered
  }

  /** The newest question was answered. */
  get answered(): boolean {
    return this.#answered
  }

  /**
   * Takes the list that an earlier process left, until the centre answers. Nothing once the centre has answered.
   * @throws Error when it is no list
   */
  restore(list: string): void {
    if (this.#read) return
    const { documents } = parseList(list)
    this.#restored = true
    this.#read = true
    this.#keep(documents, list)
    this.values = this.#expander.merge(documents)
  }

  /** Asks once, without waiting for changes. @throws ConfigError, or what the signal says */
  async pull(signal: AbortSignal): Promise<void> {
    try {
      this.#take(await this.#ask(true, signal), false)
    } catch (error) {
      if (!signal.aborted) this.#options.outage.told(error, this.name)
      throw error
    }
    this.#answered = true
  }

  /** One turn of the loop. @returns milliseconds until the next */
  async poll(signal: AbortSignal): Promise<number> {
    const { env, timing } = this.#options
    const due = timing.fullRefreshMs > 0 && env.clock.now() - this.#fullAt >= timing.fullRefreshMs
    const full = this.#confirm || due
    try {
      this.#take(await this.#ask(full, signal), this.#confirm && this.#read)
      this.#failures = 0
      this.#unanswered = false
      this.#answered = true
      this.#options.outage.over('the configuration centre answers again', this.name)
    } catch (error) {
      if (signal.aborted) throw error
      return this.#backoff(error)
    }
    return this.#confirm || timing.longPolling ? PAUSE_MS : timing.intervalMs
  }

  #backoff(err: unknown): number {
    const { env } = this.#options
    this.#failures++
    this.#answered = false
    // Refusals, 500s and nonsense are answers: asking sooner would get the same again.
    this.#unanswered = isChassisError(err) && 'addresses' in err
    const jitter = 0.8 + 0.4 * env.random.next()
    const ms = Math.round(Math.min(BACKOFF_MS * this.#failures ** 2 * jitter, LONGEST_BACKOFF_MS))
    this.#options.outage.failed(
      err,
      'the configuration centre cannot be read, the known settings stay',
      this.name
    )
    return ms
  }

  async #ask(full: boolean, signal: AbortSignal): Promise<EngineAnswer> {
    const { http, path, timing } = this.#options
    const query = [this.query, `revision=${full ? '-1' : encodeURIComponent(this.#revision)}`]
    const waits = !full && timing.longPolling
    if (waits) query.push(`wait=${timing.waitS}s`)
    const timeoutMs = waits ? (timing.waitS + 10) * 1000 : timing.requestMs
    return http.request({ method: 'GET', path: `${path}?${query.join('&')}`, timeoutMs, signal })
  }

  #take(answer: EngineAnswer, confirming: boolean): void {
    if (answer.status === 304 || answer.status === 429) return
    if (answer.status !== 200) throw refusal(answer)
    const { documents } = readAnswer(answer, parseList)
    this.#takeRevision(answer)
    this.#fullAt = this.#options.env.clock.now()
    if (this.#hasLost(documents) && !(confirming && this.#doubted)) {
      this.#doubted = true
      this.#confirm = true
      return
    }
    this.#doubted = false
    this.#read = true
    const restored = this.#restored
    this.#restored = false
    this.#keep(documents, answer.body)
    const changed = this.#apply(documents)
    if (restored && !changed) this.#options.onChange(true)
    this.#confirm = changed || !confirming
  }

  /** Whether a document that was in force is missing. */
  #hasLost(documents: readonly KieDocument[]): boolean {
    let found = 0
    for (const { id } of documents) if (this.#known.has(id)) found++
    return found < this.#known.size
  }

  /** The text is kept, not what was made of it: thousands of objects that are never looked at again. */
  #keep(documents: readonly KieDocument[], body: string): void {
    this.#body = body
    const known = new Set<string>()
    for (const { id, status } of documents) if (status === 'enabled') known.add(id)
    this.#known = known
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
    this.#options.onChange(false)
    return true
  }
}
