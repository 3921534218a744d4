import { QUEUED, REFUSED } from '@node-chassis/core'
import type { Gate, Permit } from '@node-chassis/core'
import { simulatedEnv } from '@node-chassis/core/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { recordedCall } from '../test-data/call.ts'
import { recordedOutcome } from '../test-data/outcome.ts'
import { Semaphore } from './bulkhead/semaphore.ts'
import { admitAll, settleAll } from './chain.ts'
import { CircuitBreaker } from './circuit-breaker/breaker.ts'
import { CountWindow, TimeWindow } from './circuit-breaker/windows.ts'
import type { Window } from './circuit-breaker/windows.ts'
import { createGovernance } from './governance.ts'
import { READERS } from './kinds.ts'
import type { Kind } from './kinds.ts'
import { parseMatchGroup } from './markers/parse-group.ts'
import { parsePolicy } from './policy.ts'
import { Limiter } from './rate-limiting/limiter.ts'

const steps = fc.array(
  fc.record({ passed: fc.integer({ min: 0, max: 3000 }), failed: fc.boolean(), slow: fc.boolean() }),
  { maxLength: 300 }
)

function counts({ total, failed, slow }: Window): readonly number[] {
  return [total, failed, slow]
}

describe('windows', () => {
  interface Result {
    readonly second: number
    readonly failed: boolean
    readonly slow: boolean
  }

  function naive(results: readonly Result[]): readonly number[] {
    return [
      results.length,
      results.filter(({ failed }) => failed).length,
      results.filter(({ slow }) => slow).length
    ]
  }

  test('by count: the last n results', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), steps, (size, given) => {
        const window = new CountWindow(size)
        const all: Result[] = []
        for (const { failed, slow } of given) {
          window.record(failed, slow)
          all.push({ second: 0, failed, slow })
          expect(counts(window)).toEqual(naive(all.slice(-size)))
        }
      })
    )
  })

  test('by time: what ended in the last n seconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), steps, (size, given) => {
        const window = new TimeWindow(size)
        const all: Result[] = []
        let now = 0
        for (const { passed, failed, slow } of given) {
          now += passed
          const second = Math.floor(now / 1000)
          window.record(failed, slow, now)
          all.push({ second, failed, slow })
          expect(counts(window)).toEqual(naive(all.filter((result) => result.second > second - size)))
        }
      })
    )
  })
})

describe('limiter', () => {
  test('no cycle gives more permits than its rate, waits included', () => {
    const options = fc.record({
      rate: fc.integer({ min: 1, max: 5 }),
      limitRefreshPeriodMs: fc.integer({ min: 1, max: 200 }),
      timeoutDurationMs: fc.integer({ min: 0, max: 500 })
    })
    fc.assert(
      fc.property(options, fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 100 }), (given, gaps) => {
        const limiter = new Limiter(given, 0)
        const perCycle = new Map<number, number>()
        let now = 0
        for (const gap of gaps) {
          now += gap
          const wait = limiter.acquire(now)
          if (wait === REFUSED) continue
          expect(wait).toBeLessThanOrEqual(given.timeoutDurationMs)
          const cycle = Math.floor((now + wait) / given.limitRefreshPeriodMs)
          perCycle.set(cycle, (perCycle.get(cycle) ?? 0) + 1)
        }
        for (const admitted of perCycle.values()) expect(admitted).toBeLessThanOrEqual(given.rate)
      })
    )
  })
})

describe('bulkhead', () => {
  test('never above its limit, first come first served, and nothing leaks', () => {
    const action = fc.constantFrom('enter', 'exit', 'leave')
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), fc.array(action, { maxLength: 100 }), (limit, actions) => {
        const semaphore = new Semaphore({ maxConcurrentCalls: limit, maxWaitDurationMs: 1 })
        let running = 0
        const waiting: { readonly id: number; readonly leave: () => void }[] = []
        actions.forEach((kind, id) => {
          if (kind === 'enter') {
            if (semaphore.acquire() === QUEUED) {
              const leave = semaphore.enqueue(() => {
                expect(waiting.shift()?.id).toBe(id)
                running++
              })
              waiting.push({ id, leave })
            } else running++
          } else if (kind === 'exit' && running > 0) {
            running--
            semaphore.release()
          } else if (kind === 'leave') waiting.splice(waiting.length >> 1, 1)[0]?.leave()
          expect(running).toBeLessThanOrEqual(limit)
        })
        for (const { leave } of waiting.splice(0)) leave()
        for (; running > 0; running--) semaphore.release()
        expect(semaphore.isIdle).toBe(true)
      })
    )
  })
})

describe('breaker', () => {
  const ALLOWED = new Set(['CLOSED>OPEN', 'OPEN>HALF_OPEN', 'HALF_OPEN>OPEN', 'HALF_OPEN>CLOSED'])

  test('changes only along its edges, and probes never exceed what is permitted', () => {
    const action = fc.record({
      passed: fc.integer({ min: 0, max: 30 }),
      kind: fc.constantFrom('begin', 'ok', 'fail', 'ignored' as const)
    })
    const parsed = parsePolicy(
      'circuitBreaker',
      'a',
      'slidingWindowType: COUNT_BASED\nslidingWindowSize: 3\nminimumNumberOfCalls: 2\nwaitDurationInOpenState: 20\npermittedNumberOfCallsInHalfOpenState: 2'
    )
    if (!parsed.ok) throw new Error(parsed.reason)
    fc.assert(
      fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
        const breaker = new CircuitBreaker(parsed.value.options, (from, to) =>
          expect(ALLOWED.has(`${from}>${to}`)).toBe(true)
        )
        const begun: Permit[] = []
        let now = 0
        for (const { passed, kind } of actions) {
          now += passed
          if (kind === 'begin') {
            const would = breaker.wouldAdmit(now)
            const permit = breaker.admit(now)
            expect(permit !== REFUSED).toBe(would)
            if (permit !== REFUSED) begun.push(permit)
          } else if (begun.length > 0) {
            const booking = kind === 'ok' ? 'success' : kind === 'fail' ? 'failure' : 'ignored'
            breaker.settle(begun.shift() as Permit, booking, 1, now)
          }
          const newest = Math.max(...begun, 0)
          if (breaker.state === 'HALF_OPEN') {
            const probes = begun.filter((permit) => permit % 2 === 1 && permit === newest)
            expect(probes.length).toBeLessThanOrEqual(2)
          }
        }
      })
    )
  })
})

describe('plans', () => {
  const LIMIT = 3
  const GROUP = 'matches: [{apiPath: {prefix: /}}]'
  // What may change around a bulkhead that stays the same: other policies, its order, its group, another bulkhead.
  const change = fc.record({
    order: fc.integer({ min: -1, max: 1 }),
    breaker: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    methods: fc.boolean(),
    other: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined })
  })
  const action = fc.oneof(
    fc.constant('enter' as const),
    fc.constant('exit' as const),
    fc.constant('leave' as const),
    change
  )

  test('swapped at random moments they lose no permit of a rule that stays the same (D23)', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 120 }), (actions) => {
        const governance = createGovernance({
          env: simulatedEnv(),
          self: { app: 'a', service: 's', version: '1.0.0' }
        })
        const apply = ({
          order,
          breaker,
          methods,
          other
        }: typeof change extends fc.Arbitrary<infer C> ? C : never) => {
          const values = new Map([
            ['servicecomb.matchGroup.x', methods ? `${GROUP.slice(0, -2)}, method: [GET]}]` : GROUP],
            ['servicecomb.bulkhead.x', `maxConcurrentCalls: ${LIMIT}\norder: ${order}`]
          ])
          if (breaker !== undefined)
            values.set('servicecomb.circuitBreaker.x', `minimumNumberOfCalls: ${breaker}`)
          if (other !== undefined) {
            values.set('servicecomb.matchGroup.y', 'matches: [{apiPath: {prefix: /y}}]')
            values.set('servicecomb.bulkhead.y', `maxConcurrentCalls: ${other}`)
          }
          governance.apply(values)
        }
        apply({ order: 0, breaker: undefined, methods: false, other: undefined })
        const call = recordedCall({ apiPath: '/x' }, 'provider')
        // A call keeps the plan it began with.
        const running: { readonly gates: readonly Gate[]; readonly permits: Permit[] }[] = []
        const enter = (): boolean => {
          const { gates } = governance.providerPlan(call)
          const permits: Permit[] = []
          const passed = admitAll(gates, call, 0, permits) === gates.length
          if (passed) running.push({ gates, permits })
          return passed
        }
        const end = (ignored: boolean): void => {
          const [one] = running.splice(running.length >> 1, 1)
          if (one !== undefined)
            settleAll(one.gates, call, one.permits, ignored ? undefined : recordedOutcome('200'), 0)
        }
        for (const step of actions) {
          if (step === 'enter') {
            const free = running.length < LIMIT
            expect(enter()).toBe(free)
          } else if (step === 'exit' || step === 'leave') end(step === 'leave')
          else apply(step)
          expect(running.length).toBeLessThanOrEqual(LIMIT)
        }
        while (running.length > 0) end(false)
        expect(Array.from({ length: LIMIT + 1 }, enter)).toEqual([true, true, true, false])
      })
    )
  })
})

describe('texts', () => {
  test('any text is a policy, a group or a reason, never a throw', () => {
    const kinds = Object.keys(READERS) as Kind[]
    const word = fc.constantFrom(
      'rate',
      'matches',
      ': ',
      '\n',
      '- ',
      '[',
      '{',
      '&a ',
      '*a',
      '<<',
      '!!',
      "'",
      '"',
      '|',
      '1',
      '~',
      '  '
    )
    const text = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 20 }).map((words) => words.join(''))
    )
    fc.assert(
      fc.property(text, fc.constantFrom(...kinds), (given, kind) => {
        for (const parsed of [parsePolicy(kind, 'a', given), parseMatchGroup('a', given)]) {
          if (!parsed.ok) expect(parsed.reason).not.toBe('')
        }
      }),
      { numRuns: 2000 }
    )
  })
})
