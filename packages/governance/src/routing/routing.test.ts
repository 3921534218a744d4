import type { Call, Instance } from '@node-chassis/core'
import { createContext } from '@node-chassis/core'
import { recordingLogger, seededRandom, simulatedEnv } from '@node-chassis/core/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRouting } from './routing.ts'
import type { RoutingOptions } from './routing.ts'

const KEY = 'servicecomb.routeRule.svc'
const GLOBAL = 'servicecomb.globalRouteRule'
const HALVES =
  "- precedence: 1\n  route: [{weight: 50, tags: {version: '1'}}, {weight: 50, tags: {version: '2'}}]"
const ALL_TO_2 = "- precedence: 1\n  route: [{weight: 100, tags: {version: '2'}}]"

function instance(id: string, version: string, more: Partial<Instance> = {}): Instance {
  return {
    id,
    version,
    service: 'svc',
    app: 'default',
    status: 'UP',
    endpoints: [],
    properties: {},
    region: undefined,
    zone: undefined,
    registeredAt: 0,
    framework: undefined,
    ...more
  }
}

interface CallParts {
  readonly service?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly context?: Readonly<Record<string, string>>
  readonly hints?: Readonly<Record<string, string>>
  readonly path?: string
  readonly template?: string
}

function call(parts: CallParts = {}): Call {
  return {
    side: 'consumer',
    method: 'GET',
    path: parts.path ?? '/',
    template: parts.template,
    service: parts.service ?? 'svc',
    schema: undefined,
    operation: undefined,
    context: createContext(Object.entries(parts.context ?? {})),
    header: (name) => parts.headers?.[name],
    query: () => undefined,
    hints: parts.hints
  }
}

function routingOf(values: Record<string, string>, options: Partial<RoutingOptions> = {}) {
  const routing = createRouting({ env: simulatedEnv(), initialPhase: 'zero', ...options })
  const problems = routing.apply(new Map(Object.entries(values)))
  const group = (parts?: CallParts, list = LIST) =>
    routing.router(parts?.service ?? 'svc')?.route(call(parts), list)
  return { routing, problems, group, label: (parts?: CallParts) => group(parts)?.label }
}

const A = instance('a', '1')
const B = instance('b', '2')
const LIST = [A, B]

describe('members', () => {
  test('the same list gives the same array, also after another list was asked for', () => {
    const { group } = routingOf({ [KEY]: ALL_TO_2 })
    const tags = group()
    const other = [...LIST]
    const first = tags?.members(LIST)
    expect(first).toEqual([B])
    expect(tags?.members(other)).not.toBe(first)
    expect(tags?.members(LIST)).toBe(first)
    expect(group()).toBe(tags)
  })

  test('follow the newest list: who left is gone, who came is in (N5)', () => {
    const { group } = routingOf({ [KEY]: ALL_TO_2 })
    const late = instance('c', '2')
    expect(group()?.members([A, late])).toEqual([late])
    expect(group()?.members([A])).toEqual([])
  })

  test('of the unset group and of a fallback are recomputed too', () => {
    const late = instance('c', '3')
    const unset = routingOf({ [KEY]: "- route: [{weight: 0, tags: {version: '1'}}]" }).group()
    expect(unset).toMatchObject({ kind: 'unset', precedence: 0 })
    expect(unset?.members([A, B, late])).toEqual([B, late])
    const fallback = routingOf({
      [KEY]: "- route: [{weight: 100, tags: {version: '9'}}]\n  fallback: [{weight: 1, tags: {version: '2'}}]"
    }).group()
    expect(fallback).toMatchObject({ kind: 'tags', label: 'version=2' })
    expect(fallback?.members([A, late])).toEqual([])
  })

  test('leave out instances of another service, except under protection (A56)', () => {
    const stranger = instance('x', '2', { service: 'other' })
    const { group } = routingOf({ [KEY]: ALL_TO_2 })
    expect(group(undefined, [A, stranger])?.kind).toBe('all')
    expect(group(undefined, [B, stranger])?.members([B, stranger])).toEqual([B])
  })

  test('zone and status are tags although nobody registers them', () => {
    const { group } = routingOf({ [KEY]: '- route: [{weight: 100, tags: {zone: z2, status: UP}}]' })
    const list = [instance('a', '1', { zone: 'z1' }), instance('b', '1', { zone: 'z2' })]
    expect(group(undefined, list)?.members(list)).toEqual([list[1]])
  })
})

describe('state', () => {
  test('an unchanged text keeps its weights when something else changes', () => {
    const { routing, label } = routingOf({ [KEY]: HALVES })
    expect(label()).toBe('version=1')
    const before = routing.router('svc')
    routing.apply(
      new Map([
        [KEY, HALVES],
        ['servicecomb.routeRule.other', ALL_TO_2],
        [GLOBAL, ALL_TO_2]
      ])
    )
    expect(routing.router('svc')).toBe(before)
    expect(label()).toBe('version=2')
  })

  test('a changed text begins anew', () => {
    const { routing, label } = routingOf({ [KEY]: HALVES })
    expect(label()).toBe('version=1')
    routing.apply(new Map([[KEY, `${HALVES}\n# changed`]]))
    expect(label()).toBe('version=1')
  })

  test('each target walks through the global rules on its own', () => {
    const { routing, label } = routingOf({ [GLOBAL]: HALVES })
    const other = { service: 'other' }
    const router = routing.router('other')
    expect([label(), label(), label()]).toEqual(['version=1', 'version=2', 'version=1'])
    expect(router?.route(call(other), [instance('o', '1', { service: 'other' })]).label).toBe('version=1')
    routing.apply(
      new Map([
        [GLOBAL, HALVES],
        [KEY, ALL_TO_2]
      ])
    )
    expect(routing.router('other')).toBe(router)
    expect(label()).toBe('version=2')
    routing.apply(new Map([[GLOBAL, `${HALVES} `]]))
    expect(routing.router('other')).not.toBe(router)
  })

  test('a removed rule is out of force at once, a group in use lives on', () => {
    const { routing, group } = routingOf({ [KEY]: ALL_TO_2 })
    const pinned = group()
    routing.apply(new Map())
    expect(routing.router('svc')).toBeUndefined()
    expect(pinned?.members([A, B])).toEqual([B])
  })

  test('consumers begin at random places, so that few calls still reach the minority', () => {
    const rule =
      "- precedence: 1\n  route: [{weight: 20, tags: {version: '1'}}, {weight: 80, tags: {version: '2'}}]"
    const firsts = Array.from({ length: 2000 }, (_, seed) => {
      const routing = createRouting({ env: { ...simulatedEnv(), random: seededRandom(seed) } })
      routing.apply(new Map([[KEY, rule]]))
      return routing.router('svc')?.route(call(), LIST).label
    })
    const minority = firsts.filter((label) => label === 'version=1').length
    expect(minority).toBeGreaterThan(330)
    expect(minority).toBeLessThan(470)
  })
})

describe('settings', () => {
  test.each([
    [{ 'servicecomb.router.enabled': 'false' }, undefined],
    [{ 'servicecomb.router.type': 'istio' }, undefined],
    [{ 'servicecomb.router.type': 'router' }, 'version=2'],
    [{ 'servicecomb.router.type': '' }, 'version=2']
  ])('%j', (values, expected) => {
    expect(routingOf({ [KEY]: ALL_TO_2, ...values }).label()).toBe(expected)
  })

  test('an option beats its key', () => {
    expect(routingOf({ [KEY]: ALL_TO_2 }, { enabled: false }).label()).toBeUndefined()
    expect(
      routingOf({ [KEY]: ALL_TO_2, 'servicecomb.router.enabled': 'no' }, { enabled: true }).label()
    ).toBe('version=2')
  })

  test('strictTags: an instance without the tag does not match (A20, A21)', () => {
    const values = { [KEY]: '- precedence: 1\n  route: [{weight: 20, tags: {g: red}}]' }
    const list = [instance('a', '1', { properties: { g: 'red' } }), instance('u', '1')]
    const pick = ({ group }: ReturnType<typeof routingOf>) =>
      Array.from({ length: 5 }, () =>
        group(undefined, list)
          ?.members(list)
          .map(({ id }) => id)
          .join('+')
      )
    expect(pick(routingOf(values))).toEqual(Array.from({ length: 5 }, () => 'a+u'))
    const strict = { ...values, 'servicecomb.router.strictTags': 'true' }
    expect(pick(routingOf(strict))).toEqual(['u', 'u', 'a', 'u', 'u'])
  })

  test('a change of strictTags reaches rules whose text stays', () => {
    const { routing, group } = routingOf({ [KEY]: '- route: [{weight: 100, tags: {g: red}}]' })
    const list = [instance('u', '1')]
    expect(group(undefined, list)?.kind).toBe('tags')
    routing.apply(
      new Map([
        [KEY, '- route: [{weight: 100, tags: {g: red}}]'],
        ['servicecomb.router.strictTags', 'on']
      ])
    )
    expect(group(undefined, list)?.kind).toBe('all')
  })

  test('an unknown phase or flag is told, not guessed', () => {
    const { problems } = routingOf({
      'servicecomb.router.initialPhase': 'full',
      'servicecomb.router.strictTags': 'maybe'
    })
    expect(problems.map(({ key, severity }) => [key, severity])).toEqual([
      ['servicecomb.router.initialPhase', 'warning'],
      ['servicecomb.router.strictTags', 'warning']
    ])
  })
})

describe('header lookup (routing.md 2.4, N42)', () => {
  const values = {
    [KEY]: `- match: {headers: {X-Gray: {exact: on}}}\n  route: [{weight: 100, tags: {version: '2'}}]`
  }
  const { label } = routingOf(values)

  test.each([
    ['hint, in any case', { hints: { 'x-GRAY': 'on' }, headers: { 'x-gray': 'off' } }, 'version=2'],
    ['header before context', { headers: { 'x-gray': 'off' }, context: { 'X-Gray': 'on' } }, 'all'],
    ['an empty header is a value', { headers: { 'x-gray': '' }, context: { 'X-Gray': 'on' } }, 'all'],
    ['context, in any case', { context: { 'x-gRay': 'on' } }, 'version=2'],
    ['inside X-RouterContext', { context: { 'X-RouterContext': '{"x-Gray":"on"}' } }, 'version=2'],
    [
      'a context entry before X-RouterContext',
      { context: { 'x-gray': 'off', 'X-RouterContext': '{"x-gray":"on"}' } },
      'all'
    ],
    ['a broken X-RouterContext carries nothing', { context: { 'X-RouterContext': '{"x-gray"' } }, 'all'],
    ['nothing', {}, 'all']
  ])('%s', (_, parts, expected) => {
    expect(label(parts)).toBe(expected)
  })
})

test('apiPath exact knows the template as well as the path, and minds the case', () => {
  const { label } = routingOf({
    [KEY]: `- match: {apiPath: {exact: '/o/{id}'}}\n  route: [{weight: 100, tags: {version: '2'}}]`
  })
  expect(label({ path: '/o/42', template: '/o/{id}' })).toBe('version=2')
  expect(label({ path: '/o/42' })).toBe('all')
  expect(label({ path: '/O/{ID}' })).toBe('all')
})

test('apiPath: only exact knows the template', () => {
  const { label } = routingOf({
    [KEY]: `- match: {apiPath: {exact: '/o/{id}', prefix: '/o/4'}}\n  route: [{weight: 100, tags: {version: '2'}}]`
  })
  expect(label({ path: '/o/42', template: '/o/{id}' })).toBe('version=2')
  expect(label({ path: '/o/52', template: '/o/{id}' })).toBe('all')
})

describe('problems', () => {
  const messages = (text: string) =>
    routingOf({ [KEY]: text }).problems.map(({ severity, message }) => `${severity}: ${message}`)

  test.each([
    ['a: 1', /^error: the rules are refused .* top level: a list of rules is needed/],
    ['- route: [{weight: 100', /^error: the rules are refused .* no readable YAML/],
    ['- precedence: 1\n  route: [{weight: 33.3}]', /rule 1 route\[0\] weight: '33.3' is no whole number/],
    ['- precedence: 1\n  route: [{weight: -1}]', /rule 1 route\[0\] weight: -1 is negative/],
    ['- precedence: 1\n  route: []', /rule 1 route: at least one item/],
    ['- precedence: 1\n  route: [{weight: 1}]\n  fallback: [{}]', /rule 1 fallback\[0\]: weight is missing/],
    ['[]', /^warning: the list is empty/],
    ['# nothing', /^warning: there is no rule in it/],
    ['- route: [{weight: 100}]', /^warning: rule 1: no precedence/],
    ['- precedence: 1\n  route: [{weight: 70}, {weight: 70}]', /^warning: rule 1: the weights add up to 140/],
    [
      '- precedence: 1\n  match: {source: x}\n  route: [{weight: 1}]',
      /^warning: rule 1: match.source is ignored/
    ],
    [
      '- precedence: 1\n  match: {header: {a: {exact: x}}}\n  route: [{weight: 1}]',
      /^error: .*matches every call/
    ],
    [
      '- precedence: 1\n  match: {headers: {a: {noEqu: x}}}\n  route: [{weight: 1}]',
      /^error: .*unknown operator noEqu/
    ],
    [
      "- precedence: 1\n  match: {headers: {a: {regex: 'a++'}}}\n  route: [{weight: 1}]",
      /^error: .*pattern 'a\+\+'/
    ],
    [
      '- precedence: 1\n  match: {apiPath: {}}\n  route: [{weight: 1}]',
      /^error: rule 1 apiPath: no operator/
    ],
    ["- precedence: 1\n  match: {headers: {a: {compare: '=>1'}}}\n  route: [{weight: 1}]", /^error: .*'=>1'/],
    // In force as it stands, so never more than a warning here.
    ['- precedence: 1\n  route: [{weight: 100, tag: {a: b}}]', /^warning: .*unknown field tag .*everybody$/],
    [
      '- precedence: 1\n  route: [{weight: 100, tags: {a： b}}]',
      /^warning: .*'a： b' has no value .*everybody$/
    ],
    ['- precedence: 1\n  match: {method: [get]}\n  route: [{weight: 1}]', /^warning: .*'get' is no method/],
    ['- precedence: 1\n  match: {apiPath: {prefix: b}}\n  route: [{weight: 1}]', /^warning: .*no '\/'/]
  ])('%j', (text, expected) => {
    expect(messages(text)).toEqual([expect.stringMatching(expected)])
  })

  test('shadowed rules are named', () => {
    const rule = (precedence: number, match: string) =>
      `- precedence: ${precedence}\n  match: ${match}\n  route: [{weight: 100, tags: {version: '2'}}]\n`
    expect(
      messages(rule(3, '{headers: {a: {exact: x}}}') + rule(2, '{headers: {a: {exact: x}, b: {exact: y}}}'))
    ).toEqual([
      'warning: the rule with precedence 2 is never reached: the one with precedence 3 comes first and asks for no more than it does'
    ])
    expect(messages(rule(1, '{headers: {a: {exact: x}}}') + rule(2, '{}'))).toHaveLength(1)
    expect(messages(rule(2, '{headers: {a: {exact: x}}}') + rule(1, '{headers: {a: {exact: z}}}'))).toEqual(
      []
    )
  })

  test("a key with an application in it is nobody's", () => {
    const { problems } = routingOf({ 'servicecomb.routeRule.store:svc': ALL_TO_2 })
    expect(problems).toMatchObject([{ severity: 'warning', message: expect.stringContaining("'svc'") }])
  })

  test('name their key, and stay as long as the text does', () => {
    const { routing, problems } = routingOf({ [KEY]: 'a: 1', [GLOBAL]: '[' })
    expect(problems.map(({ key }) => key)).toEqual([KEY, GLOBAL])
    expect(routing.apply(new Map([[KEY, 'a: 1']]))).toEqual([problems[0]])
  })

  test('any text gives rules or a problem, never a throw', () => {
    const line = fc.constantFrom(
      '- precedence: 1',
      '  route:',
      '  - weight: 5',
      '    tags: {version: 1}',
      '  match:',
      '    headers: {h: {regex: "("}}',
      '  fallback: [~]',
      '-',
      '&a',
      '*a',
      '<<: [1]',
      '!!x y'
    )
    const text = fc.oneof(
      fc.string(),
      fc.array(line, { maxLength: 8 }).map((lines) => lines.join('\n'))
    )
    fc.assert(
      fc.property(text, (value) => {
        const { group, problems } = routingOf({ [KEY]: value })
        const chosen = group()
        if (chosen === undefined) expect(value === '' || problems.length > 0).toBe(true)
        else expect(LIST).toEqual(expect.arrayContaining([...chosen.members(LIST)]))
      }),
      { numRuns: 500 }
    )
  })

  test('an instance without the tag is told once per rule and tag', () => {
    const log = recordingLogger()
    const env = { ...simulatedEnv(), log }
    const { group } = routingOf({ [KEY]: '- route: [{weight: 100, tags: {g: red}}]' }, { env })
    group(undefined, [A])
    group(undefined, [A, B])
    expect(log.records).toMatchObject([{ tag: 'g', service: 'svc', instance: 'a' }])
  })
})

describe('explain', () => {
  const list = { target: { app: 'default', service: 'svc' }, known: true, instances: LIST, revision: '1' }
  const values = {
    [KEY]: `
- precedence: 2
  match: {headers: {x-user: {exact: beta}}}
  route: [{weight: 100, tags: {version: '9'}}]
- precedence: 1
  route: [{weight: 20, tags: {version: '1'}}]`
  }

  test('says which rule, why not the others, and who gets what', () => {
    const { routing } = routingOf(values)
    expect(routing.explain(call({ headers: { 'x-user': 'eve' } }), list)).toEqual({
      rule: `${KEY} precedence 1`,
      because:
        "precedence 2 does not match: header x-user exact 'beta', but the call has 'eve'; precedence 1 has no condition",
      groups: [
        { label: 'version=1', weight: 20, members: ['a'] },
        { label: 'unset', weight: 80, members: ['b'] }
      ]
    })
  })

  test('says where the share of an empty group goes', () => {
    expect(routingOf(values).routing.explain(call({ headers: { 'x-user': 'beta' } }), list)).toEqual({
      rule: `${KEY} precedence 2`,
      because:
        "precedence 2 matches: header x-user exact 'beta'; version=9 has no instance, its share goes to all instances",
      groups: [{ label: 'all', weight: 100, members: ['a', 'b'] }]
    })
  })

  test('moves no weights', () => {
    const { routing, label } = routingOf({ [KEY]: HALVES })
    expect(label()).toBe('version=1')
    routing.explain(call(), list)
    expect(label()).toBe('version=2')
  })

  test('tells a refused rule set, a hidden global rule and a missing key apart', () => {
    const because = (config: Record<string, string>, options?: Partial<RoutingOptions>) =>
      routingOf(config, options).routing.explain(call(), undefined).because
    expect(because({ [KEY]: 'a: 1', [GLOBAL]: ALL_TO_2 })).toMatch(
      /^servicecomb.routeRule.svc: the rules are refused/
    )
    const twice = '- precedence: 1\n  match: {headers: {a: {noEqu: x}}}\n  route: []'
    expect(because({ [KEY]: twice })).toMatch(/the rules are refused/)
    expect(because({ [KEY]: '[]', [GLOBAL]: ALL_TO_2 })).toMatch(/holds no rule/)
    expect(because({})).toBe('neither servicecomb.routeRule.svc nor servicecomb.globalRouteRule is set')
    expect(because({ [KEY]: ALL_TO_2 }, { enabled: false })).toBe('the router is switched off')
  })

  test('its shares are what routing does over a period', () => {
    const tags = fc.constantFrom("{version: '1'}", "{version: '2'}", "{version: '9'}", '~')
    const items = fc.array(fc.tuple(fc.integer({ min: 0, max: 10 }), tags), { minLength: 1, maxLength: 4 })
    const text = (list_: readonly (readonly [number, string])[]) =>
      `[${list_.map(([weight, tag]) => `{weight: ${weight * 10}, tags: ${tag}}`).join(', ')}]`
    fc.assert(
      fc.property(items, fc.boolean(), (route, protection) => {
        const rule = `- precedence: 1\n  emptyProtection: ${protection}\n  route: ${text(route)}`
        const { routing, label } = routingOf({ [KEY]: rule })
        const { groups } = routing.explain(call(), list)
        const total = groups.reduce((sum, { weight }) => sum + weight, 0)
        const counts = new Map<string | undefined, number>()
        for (let i = 0; i < total; i++) {
          const to = label()
          counts.set(to, (counts.get(to) ?? 0) + 1)
        }
        for (const { label: to, weight } of groups) expect(counts.get(to) ?? 0).toBe(weight)
      })
    )
  })
})
