import { readFileSync } from 'node:fs'
import type { Call, Instance, Outcome, Random } from '@node-chassis/core'
import { createContext } from '@node-chassis/core'
import { seededRandom, simulatedEnv } from '@node-chassis/core/testing'
import { describe, expect, test } from 'vitest'
import { createRouting } from '../routing/routing.ts'
import type { Balancer, Candidate } from './candidate.ts'
import { LoadTable } from './load-memory.ts'
import { RandomChoice } from './random.ts'
import { RoundRobin } from './round-robin.ts'
import { SessionStickiness } from './session-stickiness.ts'
import { warmUpWeight } from './slow-start.ts'
import { WeightedResponse } from './weighted-response.ts'

interface BalancingVector {
  readonly id: string
  readonly t: string
  readonly candidates: readonly (readonly string[])[]
  readonly events: readonly (readonly unknown[])[]
  readonly sessionTimeoutInSeconds: number
  readonly successiveFailedTimes: number
  readonly expect: readonly string[]
}

function vectors<T extends { readonly t: string }>(file: string, type: string): T[] {
  return readFileSync(new URL(`./vectors/${file}.jsonl`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
    .filter(({ t }) => t === type)
}
const balancing = (type: string): BalancingVector[] =>
  ['load-balance', 'spec-balancing'].flatMap((file) => vectors<BalancingVector>(file, type))

interface Named extends Candidate {
  readonly id: string
}

/** Instances by name, and lists of them: equal lists are one object, as they are in the invoker. */
function world() {
  const nodes = new Map<string, Named>()
  const lists = new Map<string, readonly Named[]>()
  const table = new LoadTable()
  const node = (id: string): Named => {
    let known = nodes.get(id)
    if (known === undefined) {
      known = { id, memory: { load: table.add(0), bornAt: 0, warmUp: undefined } }
      // As if the balancer had met it before its first call.
      known.memory.load?.keepDurations()
      nodes.set(id, known)
    }
    return known
  }
  const list = (ids: readonly string[]): readonly Named[] => {
    const key = ids.join()
    let known = lists.get(key)
    if (known === undefined) lists.set(key, (known = ids.map((id) => node(id))))
    return known
  }
  return { node, list, table }
}

const answer = (durationMs: number, status = 200): Outcome => ({
  phase: 'ANSWER',
  status,
  code: undefined,
  error: undefined,
  durationMs,
  started: true
})
/** Chance that says what it is told to; whole numbers are always 0. */
function told(): Random & { value: number } {
  return { value: 0, next: () => 0, below: () => 0 }
}

describe('RoundRobin', () => {
  test.each(balancing('RoundRobin'))('$id', ({ candidates, expect: expected }) => {
    const { list } = world()
    const balancer = new RoundRobin(told())
    expect(candidates.map((ids) => balancer.pick(list(ids), [])?.id ?? '-')).toEqual(expected)
  })
})

describe('Random: only the candidates are binding, and that all of them have their turn', () => {
  test.each(balancing('Random'))('$id', ({ candidates }) => {
    const { list } = world()
    const balancer = new RandomChoice(seededRandom(1))
    for (const ids of candidates) {
      const picked = new Set(Array.from({ length: 200 }, () => balancer.pick(list(ids), [])?.id ?? '-'))
      expect([...picked].toSorted()).toEqual(ids.length === 0 ? ['-'] : [...ids].toSorted())
    }
  })
})

function weighted(vector: BalancingVector, unmeasured: 'zero' | 'mean'): string[] {
  const { node, list, table } = world()
  let draw = 0
  const balancer = new WeightedResponse({ next: () => draw, below: () => 0 }, table, unmeasured)
  const picks: string[] = []
  for (const [what, ...rest] of vector.events) {
    if (what === 'record') {
      const [id, ms] = rest as [string, number]
      node(id).memory.load?.record(answer(ms), 0)
      continue
    }
    const [ids, u, times = 1] = rest as [string[], number, number?]
    draw = u
    let picked: Named | undefined
    for (let i = 0; i < times; i++) picked = balancer.pick(list(ids), [], 0)
    picks.push(picked?.id ?? '-')
  }
  return picks
}

describe('WeightedResponse, unmeasured instances counted as zero', () => {
  test.each(balancing('WeightedResponse'))('$id', (vector) => {
    expect(weighted(vector, 'zero')).toEqual(vector.expect)
  })
})
// Java's zero gives an instance that was never measured every call of two until the next table; Node counts it as the
// mean of the others (routing.md Appendix B, W5). The vectors were made with zero, so these end differently: in each of
// them somebody is a candidate before the first `record` that names it.
const NEVER_MEASURED = new Set(
  ['0029', '0035', '0041', '0050', '0059'].map((number) => `P-load-balance-${number}`)
)

/** Whether some pick is among measured and unmeasured instances. */
function mixes({ events }: BalancingVector): boolean {
  const recorded = new Set<unknown>()
  return events.some(([what, subject]) => {
    if (what === 'record') recorded.add(subject)
    return what === 'pick' && recorded.size > 0 && (subject as string[]).some((id) => !recorded.has(id))
  })
}

describe('WeightedResponse, unmeasured instances counted as the mean', () => {
  test.each(balancing('WeightedResponse'))('$id', (vector) => {
    if (NEVER_MEASURED.has(vector.id)) {
      expect(mixes(vector)).toBe(true)
      expect(weighted(vector, 'mean')).not.toEqual(vector.expect)
    } else {
      expect(weighted(vector, 'mean')).toEqual(vector.expect)
    }
  })
})

describe('SessionStickiness', () => {
  test.each(balancing('SessionStickiness'))('$id', (vector) => {
    const { node, list } = world()
    const balancer: Balancer = new SessionStickiness(told(), {
      sessionTimeoutMs: 1000 * vector.sessionTimeoutInSeconds,
      successiveFailedTimes: vector.successiveFailedTimes
    })
    const picks: string[] = []
    for (const [time, what, subject] of vector.events as [number, string, string & string[]][]) {
      if (what === 'pick') picks.push(balancer.pick(list(subject), [], time)?.id ?? '-')
      else node(subject).memory.load?.record(answer(1, what === 'ok' ? 200 : 503), time)
    }
    expect(picks).toEqual(vector.expect)
  })
})

interface WarmUpVector {
  readonly id: string
  readonly t: string
  readonly windowSeconds: number
  readonly curve: number
  readonly weight: number
  readonly runtimeSeconds: number
  readonly expect: number
}

describe('warm-up (routing.md 6.3, Sermant)', () => {
  test.each(vectors<WarmUpVector>('warm-up', 'warmUp'))('$id', (vector) => {
    const { windowSeconds, curve, weight, runtimeSeconds } = vector
    const warmUp = { windowMs: 1000 * windowSeconds, curve, weight }
    expect(warmUpWeight(warmUp, 1000 * runtimeSeconds)).toBe(vector.expect)
  })
})

interface ResonanceVector {
  readonly id: string
  readonly t: string
  readonly config: Readonly<Record<string, string>>
  readonly instances: readonly { readonly id: string; readonly version: string }[]
  readonly picks: number
  readonly expect: readonly (readonly number[])[]
}

const call: Call = {
  side: 'consumer',
  method: 'GET',
  path: '/',
  template: undefined,
  service: 'svc',
  schema: undefined,
  operation: undefined,
  context: createContext(),
  header: () => undefined,
  query: () => undefined,
  hints: undefined
}

describe('resonance of dark launch and round robin: one cursor per group (routing.md 8.2)', () => {
  test.each(vectors<ResonanceVector>('spec-balancing', 'resonance'))('$id', (vector) => {
    const routing = createRouting({ env: simulatedEnv(), initialPhase: 'zero' })
    routing.apply(new Map(Object.entries(vector.config)))
    const instances = vector.instances.map(({ id, version }): Instance & Candidate => ({
      id,
      service: 'svc',
      app: 'default',
      version,
      status: 'UP',
      endpoints: [],
      properties: {},
      region: undefined,
      zone: undefined,
      registeredAt: 0,
      framework: undefined,
      memory: { load: undefined, bornAt: 0, warmUp: undefined }
    }))
    const cursors = new Map<string, Balancer>()
    const counts = new Map(instances.map(({ id }) => [id, 0]))
    for (let i = 0; i < vector.picks; i++) {
      const group = routing.router('svc')?.route(call, instances)
      const label = group?.label ?? ''
      let cursor = cursors.get(label)
      if (cursor === undefined) cursors.set(label, (cursor = new RoundRobin(seededRandom(i))))
      const members = (group?.members(instances) ?? []) as readonly (Instance & Candidate)[]
      const id = cursor.pick(members, [], 0)?.id ?? ''
      counts.set(id, (counts.get(id) ?? 0) + 1)
    }
    expect([...counts.values()]).toEqual(vector.expect.flat())
  })
})
