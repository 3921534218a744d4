import { describe, expect, test } from 'vitest'
import { checkPolicies, checkText } from './check.ts'

function said(text: string): string {
  return checkText(checkPolicies([{ name: 'a.yaml', text }]))
}

function rules(rule: string): string {
  return said(
    `servicecomb:\n  routeRule:\n    orders: |\n      ${rule.trimEnd().replaceAll('\n', '\n      ')}\n`
  )
}

function group(items: string, more = ''): string {
  return said(
    `servicecomb:\n  matchGroup:\n    a: |\n      matches:\n        ${items.trimEnd().replaceAll('\n', '\n        ')}\n  retry:\n    a: "{}"\n${more}`
  )
}

describe('a dark launch that is for everybody (routing.md A46, decisions.md N31)', () => {
  test.each([
    [
      'tag for tags',
      '- precedence: 1\n  route: [{weight: 100, tag: {version: 2.0.0}}]\n',
      /^wrong: 1 of 1 .*\na\.yaml:5: error: servicecomb\.routeRule\.orders: rule 1 route\[0\]: unknown field tag \(is it tags\?\); it has no tags, so it is for everybody$/
    ],
    [
      'the second share of the second rule',
      '- precedence: 2\n  route:\n    - weight: 100\n      tags: {version: 1.0.0}\n  match: {headers: {a: {exact: b}}}\n- precedence: 1\n  route:\n    - weight: 50\n      tags: {version: 1.0.0}\n    - weight: 50\n      version: 2.0.0\n',
      /a\.yaml:14: error: .*: rule 2 route\[1\]: unknown field version .*everybody$/
    ],
    [
      'a full-width colon inside of braces',
      '- precedence: 1\n  route:\n    - weight: 100\n      tags: {version： 2.0.0}\n',
      /^wrong: .*\na\.yaml:7: error: .*tags: tag 'version： 2\.0\.0' has no value \(full-width colon \(U\+FF1A\).*everybody$/
    ],
    [
      'matches for match',
      '- precedence: 1\n  matches: {headers: {a: {exact: b}}}\n  route: [{weight: 100, tags: {version: 2.0.0}}]\n',
      /^wrong: .*\na\.yaml:5: error: .*rule 1: unknown field matches \(is it match\?\); it has no match, so it is for everybody$/
    ]
  ])('%s', (_name, rule, words) => {
    expect(rules(rule)).toMatch(words)
  })

  test('the same as nested YAML', () => {
    const text =
      'servicecomb:\n  routeRule:\n    orders:\n      - precedence: 1\n        route:\n          - weight: 100\n            tag: {version: 2.0.0}\n'
    expect(said(text)).toMatch(/a\.yaml:7: error: .*unknown field tag .*everybody/)
  })

  test('what changes nothing is a warning', () => {
    const text = rules(
      '- precedence: 1\n  name: x\n  owner: me\n  route: [{name: y, weight: 100, tags: {version: 2.0.0, zone: }, team: z}]\n'
    )
    expect(text.split('\n')).toEqual([
      'usable: 1 of 1 policy, group or rule in force; 3 warnings',
      'a.yaml:6: warning: servicecomb.routeRule.orders: rule 1: unknown field owner dropped',
      'a.yaml:7: warning: servicecomb.routeRule.orders: rule 1 route[0]: unknown field team dropped',
      "a.yaml:7: warning: servicecomb.routeRule.orders: rule 1 route[0] tags: tag 'zone' has no value; every instance without such a property has it"
    ])
  })

  test('a share without tags says nothing: the rest is meant', () => {
    expect(rules('- precedence: 1\n  route: [{weight: 20, tags: {version: 2.0.0}}, {weight: 80}]\n')).toBe(
      'good: 1 of 1 policy, group or rule in force'
    )
  })

  test('a list that is refused: the punctuation is named', () => {
    expect(
      rules('- precedence: 1\n  route:\n    - weight: 100\n      tags:\n        version： 2.0.0\n')
    ).toMatch(
      /a\.yaml:8: error: .*a mapping is needed; full-width colon \(U\+FF1A\).* in line 5 of the value/
    )
  })
})

describe('what matches nothing (decisions.md N31)', () => {
  test('each item of a group has its line', () => {
    const text = group(
      '- method: [GET，POST]\n- method: [GET, get]\n- apiPath: { prefix: ”/b” }\n- apiPath: { exact: b }\n- serviceName: “stock”\n'
    )
    expect(text).toMatch(/^usable: /)
    expect(text).toMatch(
      /a\.yaml:5: warning: servicecomb\.matchGroup\.a: item 1: 'GET，POST' is no method \(full-width comma/
    )
    expect(text).toMatch(/a\.yaml:6: warning: .*: item 2: 'get' is no method \(write GET\)/)
    expect(text).toMatch(
      /a\.yaml:7: warning: .*: item 3: apiPath prefix '”\/b”' begins with no '\/' \(typographic quote \(U\+201D\)/
    )
    expect(text).toMatch(/a\.yaml:8: warning: .*: item 4: apiPath exact 'b' begins with no '\/'/)
    expect(text).toMatch(/a\.yaml:9: warning: .*: item 5: serviceName '“stock”' holds a typographic quote/)
  })

  test('under match type rpc a path is a name', () => {
    const rpc = '  governance:\n    matchType: rpc\n'
    expect(group('- apiPath: { exact: stock.api.find }\n', rpc)).not.toMatch(/warning/)
    expect(group('- apiPath: { exact: stock.api.find }\n')).toMatch(/warning/)
  })

  test('the services of a policy', () => {
    expect(group('- method: [GET]\n', '  bulkhead:\n    a: "services: a，b"\n')).toMatch(
      /warning: servicecomb\.bulkhead\.a: services 'a，b' holds a full-width comma/
    )
  })

  test('a route rule', () => {
    const text = rules(
      '- precedence: 1\n  match:\n    method: [post]\n    apiPath: {prefix: b}\n  route: [{weight: 100, tags: {version: 2.0.0}}]\n'
    )
    expect(text.split('\n')).toEqual([
      'usable: 1 of 1 policy, group or rule in force; 2 warnings',
      "a.yaml:6: warning: servicecomb.routeRule.orders: rule 1 match.method: 'post' is no method (write POST): it matches nothing",
      "a.yaml:7: warning: servicecomb.routeRule.orders: rule 1: apiPath prefix 'b' begins with no '/', every path does: it matches nothing"
    ])
  })
})

describe('policies at the root of a file (decisions.md N31)', () => {
  const nested =
    'matchGroup:\n  a:\n    matches:\n      - apiPath: { prefix: / }\nrateLimiting:\n  a:\n    rate: 5\n'
  const blocks = 'matchGroup:\n  a: |\n    matches: [{method: [GET]}]\nrateLimiting:\n  a: |\n    rate: 5\n'
  const routes = 'routeRule:\n  a: |\n    - precedence: 1\n      route: [{weight: 100}]\n'

  test.each([
    ['nested', nested, '`matchGroup`, `rateLimiting` belong'],
    ['as texts', blocks, '`matchGroup`, `rateLimiting` belong'],
    ['route rules', routes, '`routeRule` belongs'],
    ['nested route rules', 'globalRouteRule:\n  - route: [{weight: 100}]\n', '`globalRouteRule` belongs'],
    ['nested rules of a service', 'routeRule:\n  a:\n    - route: [{weight: 100}]\n', '`routeRule` belongs']
  ])('%s: an error', (_name, text, words) => {
    expect(said(text)).toMatch(/^wrong: no policy, group or rule; 1 error\na\.yaml:\d: error: /)
    expect(said(text)).toContain(`nothing in this file applies: ${words} below \`servicecomb:\``)
  })

  test('beside others that apply: a warning', () => {
    const text = `servicecomb:\n  matchGroup:\n    b: "matches: [{method: [GET]}]"\n  retry:\n    b: "{}"\n${blocks}`
    expect(said(text)).toMatch(/^usable: .*\na\.yaml:7: warning: matchGroup\.a: is not read: `matchGroup`/)
  })

  test('what may be the application’s own is a warning, or nothing', () => {
    expect(said('retry:\n  orders:\n    maxAttempts: 3\n')).toMatch(/^usable: .*1 warning/)
    expect(said('retry:\n  orders: 3\nrouteRule: x\nmatchGroup:\n  a: b\nbulkhead: {size: 4}\n')).toMatch(
      /^good: /
    )
  })
})

test('a setting that is none because of its colon', () => {
  expect(said('servicecomb:\n  registry:\n    sc:\n      address：http://sc:30100\n')).toMatch(
    /a\.yaml:3: warning: servicecomb\.registry\.sc: nobody reads this key: full-width colon \(U\+FF1A\)/
  )
})

test('a file that does not parse: the full-width character is named with its line', () => {
  expect(said('servicecomb:\n  service:\n    name： orders\n    version: 1.0.0\n')).toMatch(
    /a\.yaml:3: error: no readable YAML or JSON: line 3: .*; full-width colon \(U\+FF1A\) where ":" is expected in line 3$/
  )
})
