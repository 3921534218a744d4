import { readFileSync } from 'node:fs'

/** A request that was recorded, and what a real server answered. */
export interface Exchange {
  /** `file:line`, from 1. */
  readonly id: string
  readonly side: 'registry' | 'config'
  readonly note: string
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** Milliseconds from the beginning of the run. */
  readonly startMs: number
  readonly endMs: number
  /** Undefined when the client gave up waiting: there is nothing to compare with. */
  readonly recorded: RecordedAnswer | undefined
  /** A WebSocket: what went over it, in order. */
  readonly frames: readonly Frame[] | undefined
  /** What a governance request led to in the configuration centre: documents that others had put there show here. */
  readonly stored: readonly StoredDocument[]
}

export interface Frame {
  /** Milliseconds from the beginning of the run. */
  readonly t: number
  readonly from: 'client' | 'engine'
  readonly op: 'text' | 'ping' | 'pong' | 'close'
  readonly text?: string
  readonly code?: number
}

interface RecordedAnswer {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  /** JSON as its value, other text as text, undefined when empty. */
  readonly body: unknown
}

export interface StoredDocument {
  readonly id: string
  readonly key: string
  readonly value: string
  readonly value_type: string
  readonly status: string
  readonly priority?: number
  readonly labels?: Readonly<Record<string, string>>
}

/** Exchanges that one engine sees one after the other. */
export interface Run {
  readonly name: string
  readonly exchanges: readonly Exchange[]
}

interface FlowLine {
  readonly flow: string
  readonly note?: string
  readonly step?: string
  readonly request?: {
    readonly method: string
    readonly path: string
    readonly headers?: Readonly<Record<string, string | number>>
    readonly body?: unknown
  }
  readonly response?: {
    readonly status: number
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: unknown
    readonly tookMs?: number
  }
  readonly kie?: readonly {
    readonly response: { readonly body?: { readonly data?: readonly StoredDocument[] } }
  }[]
}

interface ClientLine {
  readonly seq: number
  readonly t: number
  readonly ms: number
  readonly client: string
  readonly engine: 'sc' | 'kie'
  readonly req: {
    readonly method: string
    readonly url: string
    readonly headers: readonly (readonly [string, string])[]
    readonly body?: string
  }
  readonly res: {
    readonly status?: number
    readonly headers?: readonly (readonly [string, string])[]
    readonly body?: string
  }
  readonly frames?: readonly Frame[]
}

// Not the request's but the connection's, and a coding that the comparison would have to undo.
const NOT_SENT = new Set(['host', 'content-length', 'connection', 'accept-encoding', 'keep-alive'])

/** What recorded clients sent, one run per client: each began on a server of its own state. */
export function clientRuns(file: string): readonly Run[] {
  const byClient = new Map<string, Exchange[]>()
  lines<ClientLine>(file).forEach((line, index) => {
    const { req, res } = line
    const exchange: Exchange = {
      id: `${file}:${index + 1}`,
      side: line.engine === 'sc' ? 'registry' : 'config',
      note: '',
      method: req.method,
      path: req.url,
      headers: sent(Object.fromEntries(req.headers)),
      body: req.body === undefined || req.body === '' ? undefined : req.body,
      startMs: line.t,
      endMs: line.t + line.ms,
      recorded:
        res.status === undefined
          ? undefined
          : { status: res.status, headers: lowered(res.headers ?? []), body: valueOf(res.body) },
      frames: line.frames,
      stored: []
    }
    const run = byClient.get(line.client)
    if (run === undefined) byClient.set(line.client, [exchange])
    else run.push(exchange)
  })
  return [...byClient].map(([client, exchanges]) => ({
    name: client,
    exchanges: exchanges.toSorted((a, b) => a.startMs - b.startMs)
  }))
}

/** Scripted flows; `apart` when each flow had a tenant of its own. */
export function flowRuns(file: string, side: Exchange['side'], apart: boolean): readonly Run[] {
  const byFlow = new Map<string, Exchange[]>()
  let time = 0
  let before: Exchange | undefined
  lines<FlowLine>(file).forEach((line, index) => {
    const { request, response } = line
    const tookMs = response?.tookMs ?? 0
    // A waiter was sent before the write that ended it, and stands behind that write: lines are in order of answers.
    const startMs = line.step === undefined || before === undefined ? time : before.startMs - 0.5
    const exchange: Exchange = {
      id: `${file}:${index + 1}`,
      side,
      note: line.note ?? line.flow,
      method: request?.method ?? '',
      path: request?.path ?? '',
      headers: sent(request?.headers ?? {}),
      body: textOf(request?.body),
      startMs,
      endMs: Math.max(startMs + tookMs, time),
      recorded:
        response === undefined
          ? undefined
          : {
              status: response.status,
              headers: lowered(Object.entries(response.headers ?? {})),
              body: response.body === '' ? undefined : response.body
            },
      frames: undefined,
      stored: line.kie?.flatMap((call) => call.response.body?.data ?? []) ?? []
    }
    time = exchange.endMs + 1
    before = exchange
    const name = apart ? `${file} ${line.flow}` : file
    const run = byFlow.get(name)
    if (run === undefined) byFlow.set(name, [exchange])
    else run.push(exchange)
  })
  return [...byFlow].map(([name, exchanges]) => ({
    name,
    exchanges: exchanges.toSorted((a, b) => a.startMs - b.startMs)
  }))
}

function lines<T>(file: string): readonly T[] {
  const text = readFileSync(new URL(`../transcripts/${file}.jsonl`, import.meta.url), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T)
}

function sent(headers: Readonly<Record<string, string | number>>): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !NOT_SENT.has(name.toLowerCase()))
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]))
}

function lowered(headers: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]))
}

function textOf(body: unknown): string | undefined {
  if (body === undefined) return undefined
  return typeof body === 'string' ? body : JSON.stringify(body)
}

function valueOf(text: string | undefined): unknown {
  if (text === undefined || text === '') return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
