import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { untilItHolds } from '../lib/real-server.ts'
import { unmet, valueAt } from './judge.ts'
import { filled, filledText } from './names.ts'
import type { Json, Step, Vector } from './vectors.ts'
import { createWire } from './wire.ts'
import type { Exchange, WireAnswer } from './wire.ts'

/** A configuration centre that vectors run against. */
export interface Target {
  readonly base: string
  /** A kie: it answers some things in its own way, and exact lists come from a cache that trails. @defaultValue false */
  readonly real?: boolean
  /** What vectors may know of it: `token` and `limited` with RBAC. */
  readonly names?: Readonly<Record<string, string>>
  /** Sends its process a signal. */
  readonly signal?: (signal: NodeJS.Signals) => void
}

// How long a background request is given to arrive, when the step says nothing else.
const LEAD_MS = 300
// What the cache of a kie is given after a write.
const SETTLE_MS = 60

/** Runs the steps of a vector in a project of its own. @throws Error naming the first step that does not hold, and why */
export async function runVector(vector: Vector, target: Target): Promise<void> {
  const wire = createWire(target.base)
  const names: Record<string, unknown> = { project: freshProject(), other: freshProject(), ...target.names }
  const pending = new Map<string, Exchange>()

  const start = (step: Step): Exchange => {
    const [method = '', path = ''] = filledText(step.do!, names).split(/ (.*)/s)
    return wire.send({ method, path, headers: headersOf(step, names), body: bodyOf(step, names) })
  }
  const taken = (name: string): Exchange => {
    const exchange = pending.get(name)
    if (exchange === undefined) throw new Error(`no background request is called ${name}`)
    pending.delete(name)
    return exchange
  }
  const judge = (step: Step, answer: WireAnswer): void => {
    const expected = target.real === true ? (step.expectReal ?? step.expect) : step.expect
    const wrong = unmet(answer, expected ?? {}, names)
    if (wrong.length > 0)
      throw new Error(`${wrong.join('\n  ')}\n  answer: ${answer.status} ${answer.text.slice(0, 500)}`)
    for (const [name, path] of Object.entries(step.save ?? {})) {
      const value = valueAt(answer, path)
      if (value === undefined) throw new Error(`there is no ${path} to save`)
      names[name] = value
    }
  }
  const runStep = async (step: Step): Promise<void> => {
    if (step.wait !== undefined) await sleep(step.wait)
    if (step.loop !== undefined) {
      for (let i = 0; i < step.loop.times; i++) {
        names['i'] = i
        await runSteps(step.loop.steps)
      }
    } else if (step.await !== undefined) judge(step, await taken(step.await).answer)
    else if (step.abort !== undefined) {
      const { answer, abort } = taken(step.abort)
      abort()
      await answer.catch(() => undefined)
    } else if (step.signal !== undefined) {
      if (target.signal === undefined) throw new Error('this server cannot be signalled')
      target.signal(step.signal)
    } else if (step.background === true) {
      const exchange = start(step)
      exchange.answer.catch(() => undefined) // It is judged, and fails, where it is awaited.
      pending.set(step.name!, exchange)
      await sleep(step.lead ?? LEAD_MS)
    } else if (target.real === true) {
      await untilItHolds(step.retryReal ?? 0, sleep, async () => judge(step, await start(step).answer))
      if (step.noSettle !== true && !step.do!.startsWith('GET ')) await sleep(SETTLE_MS)
    } else judge(step, await start(step).answer)
  }
  const runSteps = async (steps: readonly Step[]): Promise<void> => {
    for (const [index, step] of steps.entries()) {
      try {
        await runStep(step)
      } catch (error) {
        const what = step.do ?? step.await ?? step.abort ?? step.signal ?? 'loop'
        const label = `step ${index + 1}${step.id === undefined ? '' : ` (${step.id})`}: ${what.slice(0, 200)}`
        throw new Error(`${label}\n  ${(error as Error).message}`, { cause: error })
      }
    }
  }

  try {
    await runSteps(vector.steps)
  } finally {
    for (const { abort } of pending.values()) abort()
    wire.close()
  }
}

function freshProject(): string {
  return `p${randomUUID().slice(0, 8)}`
}

function headersOf(step: Step, names: Readonly<Record<string, unknown>>): Record<string, string> {
  const standard = step.body === undefined ? {} : { 'Content-Type': 'application/json' }
  const headers: [string, string][] = []
  for (const [name, value] of Object.entries({ ...standard, ...step.headers }))
    if (value !== null) headers.push([name, filledText(value, names)])
  return Object.fromEntries(headers)
}

function bodyOf(step: Step, names: Readonly<Record<string, unknown>>): string | undefined {
  if (step.rawBody !== undefined) return filledText(step.rawBody, names)
  return step.body === undefined ? undefined : JSON.stringify(filled(step.body as Json, names))
}
