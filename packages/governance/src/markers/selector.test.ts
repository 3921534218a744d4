import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { recordedCall } from '../../test-data/call.ts'
import type { Policy } from '../policy.ts'
import { parsePolicy } from '../policy.ts'
import { parseMatchGroup } from './parse-group.ts'
import type { MatchContext, MatchGroup } from './group.ts'
import { PathIndex } from './path-index.ts'
import { Selector } from './selector.ts'

const CONTEXT: MatchContext = { custom: () => undefined, apiPath: (call) => call.path }

const path = fc
  .array(fc.constantFrom('a', 'ab', 'abc', 'b', 'é', ''), { maxLength: 3 })
  .map((parts) => `/${parts.join('/')}`)

describe('path index', () => {
  test('finds what startsWith and equality find', () => {
    const pattern = fc.record({ text: path, kind: fc.constantFrom('exact' as const, 'prefix' as const) })
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 12 }), path, (patterns, asked) => {
        const index = new PathIndex<number>()
        patterns.forEach(({ text, kind }, i) => index.add(text, kind, i))
        const found: number[] = []
        found.length = index.collect(asked, found, 0)
        const expected = patterns.flatMap(({ text, kind }, i) =>
          (kind === 'exact' ? asked === text : asked.startsWith(text)) ? [i] : []
        )
        expect(found.toSorted((a, b) => a - b)).toEqual(expected)
      })
    )
  })
})

describe('selector', () => {
  const item = fc.oneof(
    path.map((text) => `{apiPath: {prefix: "${text}"}}`),
    path.map((text) => `{apiPath: {exact: "${text}"}}`),
    path.map((text) => `{apiPath: {contains: "${text}"}, method: [GET]}`),
    fc.constantFrom(
      '{}',
      '~',
      '{method: [POST]}',
      '{headers: {x: {exact: "1"}}}',
      '{apiPath: {prefix: "/"}}',
      '{apiPath: {prefix: "/", suffix: "b"}}',
      '{apiPath: {exact: "/a", prefix: "/b"}}',
      '{apiPath: {suffix: "b"}}'
    )
  )
  const policy = fc.record({
    kind: fc.constantFrom('retry' as const, 'bulkhead' as const),
    order: fc.integer({ min: -2, max: 2 })
  })
  const rule = fc.record({
    items: fc.array(item, { minLength: 1, maxLength: 2 }),
    policies: fc.array(policy, { maxLength: 2 })
  })
  const request = fc.record({
    apiPath: fc.oneof(path, fc.constant('*')),
    method: fc.constantFrom('GET', 'POST'),
    headers: fc.constantFrom({}, { x: '1' })
  })

  test('the index finds what asking every group in turn finds', () => {
    fc.assert(
      fc.property(
        fc.array(rule, { maxLength: 25 }),
        fc.array(request, { minLength: 1, maxLength: 5 }),
        (rules, requests) => {
          const groups = new Map<string, MatchGroup>()
          const policies: Policy[] = []
          rules.forEach((given, i) => {
            const name = `p${i}`
            const group = parseMatchGroup(name, `matches: [${given.items.join(', ')}]`)
            if (!group.ok) throw new Error(group.reason)
            groups.set(name, group.value)
            for (const { kind, order } of given.policies) {
              const parsed = parsePolicy(kind, name, `order: ${order}`)
              if (!parsed.ok) throw new Error(parsed.reason)
              policies.push(parsed.value)
            }
          })
          const selector = new Selector(['retry', 'bulkhead'], policies, groups, CONTEXT)
          for (const asked of requests) {
            const call = recordedCall(asked)
            expect([...selector.select(call)]).toEqual([...selector.selectLinear(call)])
          }
        }
      ),
      { numRuns: 300 }
    )
  })

  test('a selector that follows another one chooses what one from nothing chooses', () => {
    const orders = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 6, maxLength: 6 })
    fc.assert(
      fc.property(
        fc.array(rule, { minLength: 3, maxLength: 6 }),
        orders,
        fc.boolean(),
        request,
        (rules, changed, moves, asked) => {
          const groups = new Map<string, MatchGroup>()
          rules.forEach((given, i) => {
            const group = parseMatchGroup(`p${i}`, `matches: [${given.items.join(', ')}]`)
            if (group.ok) groups.set(`p${i}`, group.value)
          })
          const policiesOf = (turn: number): Policy[] =>
            rules.map((_rule, i) => {
              const order = moves && turn === 1 ? changed[i] : 0
              const parsed = parsePolicy(
                'bulkhead',
                `p${i}`,
                `order: ${order}\nmaxConcurrentCalls: ${turn + 1}`
              )
              if (!parsed.ok) throw new Error(parsed.reason)
              return parsed.value
            })
          const kinds = ['bulkhead'] as const
          const first = new Selector(kinds, policiesOf(0), groups, CONTEXT)
          const policies = policiesOf(1)
          const following = new Selector(kinds, policies, groups, CONTEXT, false, first)
          const fresh = new Selector(kinds, policies, groups, CONTEXT)
          const call = recordedCall(asked)
          const chosen = (selector: Selector): Policy | undefined =>
            selector.sorted[0]?.[selector.select(call)[0] as number]
          expect(chosen(following)).toBe(chosen(fresh))
        }
      )
    )
  })
})
