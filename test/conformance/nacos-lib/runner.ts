import { randomUUID } from 'node:crypto'
import { createWireClient } from '../lib/http.ts'
import type { WireAnswer } from '../lib/http.ts'
import type { Json, JsonObject } from '../lib/json.ts'
import { mismatch } from '../lib/match.ts'
import { filled, valueAt } from './fill.ts'
import { openGrpc } from './grpc-client.ts'
import type { GrpcClient } from './grpc-client.ts'
import type { Payload } from './payload.ts'
import type { Server } from './server.ts'
import type { Expectation, Step, Vector } from './vectors.ts'

interface Timed {
  readonly answer: WireAnswer
  readonly tookMs: number
}

// The clock moves by so much at a time; what that brings about has then come through the sockets.
const STEP_MS = 100
const LONG_STEP_MS = 500
const LONG_MS = 4_000
// Engine and client share this process: when so many round trips of later requests are through, an earlier one is too.
const ROUND_TRIPS = 2
const HTTP_TIMEOUT_MS = 60_000

/** Runs the steps of a vector in order. @param open another client than the one that does nothing by itself. @throws Error naming the first step that does not hold, and why */
export async function runVector(
  vector: Vector,
  server: Server,
  open: (port: number) => Promise<GrpcClient> = openGrpc
): Promise<void> {
  const { clock, version } = server
  const wire = createWireClient()
  const side = createWireClient()
  const connections = new Map<string, GrpcClient>()
  const background = new Map<string, Promise<Timed>>()
  const names = new Map<string, unknown>([
    ['run', randomUUID().slice(0, 8)],
    ['version', version],
    ['password', server.password]
  ])
  const fill = (value: Json): Json => filled(value, names)

  const settle = async (): Promise<void> => {
    for (let i = 0; i < ROUND_TRIPS; i++) {
      await side.send({
        base: server.url,
        method: 'GET',
        path: '/nacos/v1/ns/operator/metrics',
        headers: {},
        body: undefined,
        timeoutMs: HTTP_TIMEOUT_MS
      })
      // A check is no sign of life, unlike all other requests.
      for (const each of connections.values()) if (each.isOpen) await each.rpc('ServerCheckRequest', {})
    }
  }

  const advance = async (ms: number, stepMs = stepOf(ms)): Promise<void> => {
    for (let left = ms; left > 0; left -= stepMs) {
      await clock.advanceAsync(Math.min(stepMs, left))
      await settle()
    }
  }

  /** What something comes to, with as much time as it takes. */
  const patiently = async <T>(pending: Promise<T>): Promise<T> => {
    let isSettled = false
    const noted = pending.finally(() => {
      isSettled = true
    })
    noted.catch(() => {})
    await settle()
    while (!isSettled) await advance(STEP_MS)
    return pending
  }

  const send = async (step: Step): Promise<Timed> => {
    const [method = '', path = ''] = (fill(step.do as Json) as string).split(' ')
    const headers = texts(fill(step.headers ?? {}))
    const query = encoded(fill(step.query ?? {}))
    const form = step.form === undefined ? undefined : encoded(fill(step.form))
    const startedAt = clock.now()
    const answer = await wire.send({
      base: server.url,
      method,
      path: query === '' ? path : `${path}?${query}`,
      headers:
        form === undefined ? headers : { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' },
      body: form,
      timeoutMs: HTTP_TIMEOUT_MS
    })
    return { answer, tookMs: clock.now() - startedAt }
  }

  const connection = (name: string): GrpcClient => {
    const found = connections.get(name)
    if (found === undefined) throw new Error(`no connection is called ${name}`)
    return found
  }

  const save = (step: Step, value: unknown): void => {
    for (const [name, path] of Object.entries(step.save ?? {})) names.set(name, valueAt(value, path))
  }

  /** Tries until nothing is wrong or the time is up. */
  const untilRight = async (step: Step, attempt: () => Promise<string | undefined>): Promise<void> => {
    const stepMs = stepOf(step.until ?? 0)
    const endsAt = clock.now() + (step.until ?? 0)
    for (;;) {
      const wrong = await attempt()
      if (wrong === undefined) return
      if (clock.now() >= endsAt) throw new Error(wrong)
      await advance(stepMs)
    }
  }

  const http = async (step: Step): Promise<void> => {
    if (step.background === true) {
      const pending = send(step)
      pending.catch(() => {})
      background.set(step.name as string, pending)
      return settle()
    }
    await untilRight(step, async () => judged(step, await patiently(send(step))))
  }

  const judged = (step: Step, { answer, tookMs }: Timed): string | undefined => {
    const expect = filledExpectation(step)
    const wrong = httpMismatch(answer, tookMs, expect, step.at === undefined ? {} : fill(step.at))
    if (wrong === undefined) save(step, answer)
    return wrong === undefined ? undefined : `${wrong}\n${answer.status} ${answer.text.slice(0, 500)}`
  }

  const filledExpectation = (step: Step): Expectation => {
    const expect = step.expectOn?.[version] ?? step.expect ?? {}
    return fill(expect as unknown as Json) as unknown as Expectation
  }

  const rpc = async (step: Step): Promise<void> => {
    const headers = texts(fill(step.headers ?? {}))
    const client = connection(step.rpc as string)
    await untilRight(step, async () => {
      const answer = await patiently(client.rpc(step.type as string, fill(step.json ?? {}), headers))
      const expect = filledExpectation(step)
      const wrong = grpcMismatch(answer, expect)
      if (wrong === undefined) save(step, answer)
      return wrong === undefined ? undefined : `${wrong}\n${JSON.stringify(answer).slice(0, 500)}`
    })
  }

  const push = async (step: Step): Promise<void> => {
    const client = connection(step.push as string)
    const has = fill(step.jsonHas ?? {})
    const within = step.within as number
    const endsAt = clock.now() + within
    const stepMs = stepOf(within)
    // Those of the type that are not what is waited for are passed over: the next one may be.
    let last: string | undefined
    for (;;) {
      const at = client.pushes.findIndex(({ type }) => type === step.type)
      const [taken] = at === -1 ? [] : client.pushes.splice(at, 1)
      if (taken !== undefined) {
        last = mismatch(taken.json, has, 'subset', 0, 'json')
        if (last === undefined && step.none === true) throw new Error(`a ${step.type} came: ${shown(taken)}`)
        if (last === undefined) return save(step, taken)
        continue
      }
      if (clock.now() >= endsAt) break
      await advance(Math.min(stepMs, endsAt - clock.now()), stepMs)
    }
    if (step.none !== true && step.optional !== true) throw new Error(last ?? `no ${step.type} came`)
  }

  const ended = async (step: Step): Promise<void> => {
    const client = connection(step.ended as string)
    const endsAt = clock.now() + (step.within as number)
    const wrong = (): string | undefined => {
      const { stream, goaway } = client.ended
      const isEnded = (step.stream ?? stream) === stream && (step.goaway ?? goaway) === goaway
      return isEnded && (stream ?? goaway) !== undefined ? undefined : `it ended so: ${shown(client.ended)}`
    }
    while (wrong() !== undefined && clock.now() < endsAt) await advance(STEP_MS)
    const found = wrong()
    if (found !== undefined) throw new Error(found)
  }

  const run = async (step: Step): Promise<void> => {
    if (step.do !== undefined) return http(step)
    if (step.await !== undefined) {
      const pending = background.get(step.await) as Promise<Timed>
      const wrong = judged(step, await patiently(pending))
      if (wrong !== undefined) throw new Error(wrong)
      return
    }
    const opened = step.open ?? step.connect
    if (opened !== undefined) {
      const client = await open(server.grpcPort)
      connections.set(opened, client)
      if (step.connect === undefined) return
      await client.rpc('ServerCheckRequest', {})
      client.setUp(fill(step.setup as Json))
      return
    }
    if (step.rpc !== undefined) return rpc(step)
    if (step.push !== undefined) return push(step)
    if (step.sleep !== undefined) return advance(step.sleep)
    if (step.ack !== undefined) {
      connection(step.ack).acknowledges = step.value === true
      return
    }
    if (step.close !== undefined) {
      await connection(step.close).close()
      return settle()
    }
    if (step.kill !== undefined) {
      connection(step.kill).kill()
      return settle()
    }
    if (step.ping !== undefined) {
      for (let i = 0; i < (step.times as number); i++) connection(step.ping).ping()
      return settle()
    }
    if (step.ended !== undefined) return ended(step)
    throw new Error(`the step is none that the runner knows: ${JSON.stringify(step)}`)
  }

  try {
    for (const [index, step] of vector.steps.entries()) {
      if (step.on?.includes(version) === false) continue
      await run(step).catch((error: Error) => {
        throw new Error(`step ${index + 1} (${step.do ?? step.type ?? 'other'}): ${error.message}`)
      })
    }
  } finally {
    for (const each of connections.values()) each.kill()
    wire.close()
    side.close()
    await Promise.allSettled(background.values())
  }
}

function stepOf(ms: number): number {
  return ms > LONG_MS ? LONG_STEP_MS : STEP_MS
}

function httpMismatch(answer: WireAnswer, tookMs: number, expect: Expectation, at: Json): string | undefined {
  const found: (string | undefined)[] = []
  const compare = (actual: unknown, expected: Json | undefined, mode: 'exact' | 'subset', what: string) => {
    if (expected !== undefined) found.push(mismatch(actual, expected, mode, 0, what))
  }
  compare(answer.status, expect.status, 'exact', 'status')
  compare(answer.body, expect.body, 'exact', 'body')
  compare(answer.body, expect.bodyHas, 'subset', 'body')
  compare(answer.text, expect.text, 'exact', 'text')
  for (const [name, value] of Object.entries(expect.headers ?? {})) {
    compare(answer.headers[name.toLowerCase()], value as Json, 'exact', name)
  }
  for (const path of expect.bodyLacks ?? []) {
    if (valueAt(answer.body, path) !== undefined) found.push(`${path} is expected to be absent`)
  }
  for (const [path, value] of Object.entries(at as JsonObject)) {
    compare(valueAt(answer, path), value as Json, 'subset', path)
  }
  if (expect.emptyBody === true && answer.text !== '') found.push('the body is not empty')
  const [least, most] = expect.tookMs ?? [0, Infinity]
  if (tookMs < least || tookMs > most) found.push(`it took ${tookMs} ms, expected ${least} to ${most}`)
  return found.find((each) => each !== undefined)
}

function grpcMismatch(answer: Payload | undefined, expect: Expectation): string | undefined {
  return [
    expect.type === undefined ? undefined : mismatch(answer?.type, expect.type, 'exact', 0, 'type'),
    expect.json === undefined ? undefined : mismatch(answer?.json, expect.json, 'exact', 0, 'json'),
    expect.jsonHas === undefined ? undefined : mismatch(answer?.json, expect.jsonHas, 'subset', 0, 'json')
  ].find((each) => each !== undefined)
}

function texts(value: Json): Record<string, string> {
  return Object.fromEntries(Object.entries(value as JsonObject).map(([name, each]) => [name, String(each)]))
}

function encoded(value: Json): string {
  return Object.entries(value as JsonObject)
    .map(([name, each]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(each))}`)
    .join('&')
}

function shown(value: unknown): string {
  return JSON.stringify(value).slice(0, 300)
}
