import { randomUUID } from 'node:crypto'
import { createWireClient } from './http.ts'
import type { WireAnswer } from './http.ts'
import { NoAnswer } from './http.ts'
import { valueAt } from './json.ts'
import type { Json } from './json.ts'
import { mismatch } from './match.ts'
import { mintToken } from './rbac.ts'
import type { RbacSecrets } from './rbac.ts'
import { createSockets } from './sockets.ts'
import { forReal, patienceMs, untilItHolds } from './real-server.ts'
import { filled } from './template.ts'
import type { Expectation, Step, Vector } from './registry-vectors.ts'

/** A server that vectors run against. */
export interface Target {
  readonly base: string
  /** Lets time pass: for real, or on the server's simulated clock. */
  wait(ms: number): Promise<void>
  /** How far time passes between two looks at a socket, in milliseconds. @defaultValue 20 */
  readonly stepMs?: number
  /** Unix seconds as the server sees them. */
  now(): number
  /** A service-center: it answers some things in its own way, and reads from a cache that trails. @defaultValue false */
  readonly real?: boolean
  /** With RBAC: what its vectors need to know. */
  readonly rbac?: RbacSecrets
}

const ANSWER_WITHIN_MS = 5_000

/** Runs the steps of a vector in order. @throws Error naming the first step that does not hold, and why */
export async function runVector(vector: Vector, target: Target): Promise<void> {
  const client = createWireClient()
  const sockets = createSockets(target)
  const domain = vector.domain ?? `d-${randomUUID().slice(0, 8)}`
  const names: Record<string, unknown> = { domain, u: randomUUID().slice(0, 8), ...target.rbac }

  const runOnce = async (step: Step, scope: Record<string, unknown>): Promise<void> => {
    if (step.wait !== undefined) await target.wait(step.wait)
    if (target.real === true && step.do !== undefined)
      return untilItHolds(
        patienceMs(step),
        (ms) => target.wait(ms),
        () => runNow(step, scope)
      )
    return runNow(step, scope)
  }

  const runNow = async (step: Step, scope: Record<string, unknown>): Promise<void> => {
    if (step.ws !== undefined) {
      const wrong = await sockets.run(step, headersOf(step, domain, scope, target.rbac?.root), scope)
      if (wrong !== undefined) throw new Error(`${step.ws}: ${wrong}`)
      return
    }
    if (step.mint !== undefined) {
      names[String(step.save)] = await mintToken(target.rbac, step.mint, scope, target.now())
      return
    }
    if (step.do === undefined) return
    const action = filled(step.do, scope) as string
    const [method = '', rest = ''] = action.split(/ (.*)/s)
    const path = rest.replace(/^P/, '/v4/default/registry')
    const answer = await client
      .send({
        base: target.base,
        method,
        path,
        headers: headersOf(step, domain, scope, target.rbac?.root),
        body: bodyOf(step, scope),
        timeoutMs: step.timeout ?? ANSWER_WITHIN_MS
      })
      .catch((error: unknown) => {
        if (error instanceof NoAnswer && step.expect?.noAnswer === true) return undefined
        throw error
      })
    if (answer === undefined) return
    const wrong = unmet(answer, step.expect ?? {}, scope, target.now())
    if (wrong !== undefined)
      throw new Error(`${action}: ${wrong}\n${answer.status} ${answer.text.slice(0, 500)}`)
    if (typeof step.save === 'string') throw new Error('an answer is saved by paths into it')
    for (const [name, at] of Object.entries(step.save ?? {})) names[name] = valueAt(answer, at)
  }

  try {
    for (const [index, written] of vector.steps.entries()) {
      const step = target.real === true ? forReal(written) : written
      const rounds = step.each ?? [undefined]
      for (const each of rounds) {
        for (let n = 1; n <= (step.times ?? 1); n++) {
          const now = target.now()
          const value = each === undefined ? undefined : filled(each, { ...names, now, n })
          await runOnce(step, { ...names, now, n, each: value }).catch((error: Error) => {
            throw new Error(`step ${index + 1}: ${error.message}`)
          })
        }
      }
    }
  } finally {
    client.close()
    sockets.close()
  }
}

function headersOf(
  step: Step,
  domain: string,
  scope: Record<string, unknown>,
  token: string | undefined
): Record<string, string> {
  const headers: Record<string, string | null> = {
    'X-Domain-Name': domain,
    'Content-Type': 'application/json',
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    ...step.headers
  }
  const kept = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== null)
  return Object.fromEntries(kept.map(([name, value]) => [name, String(filled(value, scope))]))
}

function bodyOf(step: Step, scope: Record<string, unknown>): string | undefined {
  if (step.rawBody !== undefined) return String(filled(step.rawBody, scope))
  return step.body === undefined ? undefined : JSON.stringify(filled(step.body, scope))
}

/** What of an expectation an answer does not meet. */
function unmet(
  answer: WireAnswer,
  expect: Expectation,
  scope: Record<string, unknown>,
  now: number
): string | undefined {
  const fill = (value: Json): Json => filled(value, scope)
  const statuses = expect.status === undefined ? [answer.status] : [expect.status].flat()
  if (!statuses.includes(answer.status))
    return `status is ${answer.status}, expected ${statuses.join(' or ')}`
  const found: (string | undefined)[] = []
  if (expect.errorCode !== undefined)
    found.push(mismatch(valueAt(answer, 'body.errorCode'), expect.errorCode, 'exact', now, 'errorCode'))
  for (const [name, value] of Object.entries(expect.headers ?? {})) {
    found.push(mismatch(answer.headers[name.toLowerCase()], fill(value), 'exact', now, name))
  }
  if (expect.body !== undefined) found.push(mismatch(answer.body, fill(expect.body), 'exact', now, 'body'))
  if (expect.bodyHas !== undefined)
    found.push(mismatch(answer.body, fill(expect.bodyHas), 'subset', now, 'body'))
  for (const path of expect.bodyLacks ?? []) {
    const value = valueAt(answer.body, path)
    if (value !== undefined) found.push(`${path} is ${JSON.stringify(value)}, expected to be absent`)
  }
  for (const [path, value] of Object.entries(expect.at ?? {})) {
    found.push(mismatch(valueAt(answer, path), fill(value), 'subset', now, path))
  }
  if (expect.text !== undefined) found.push(mismatch(answer.text, fill(expect.text), 'exact', now, 'text'))
  if (expect.emptyBody === true && answer.text !== '') found.push('the body is not empty')
  for (const [path, name] of Object.entries(expect.same ?? {})) {
    if (valueAt(answer, path) !== scope[name])
      found.push(`${path} differs from ${name} = ${String(scope[name])}`)
  }
  for (const [path, name] of Object.entries(expect.notSame ?? {})) {
    if (valueAt(answer, path) === scope[name])
      found.push(`${path} is ${name} = ${String(scope[name])}, expected another`)
  }
  if (expect.noAnswer === true) found.push('an answer came, expected none')
  return found.find((reason) => reason !== undefined)
}
