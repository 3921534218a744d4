import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkPolicies, checkText } from './check.ts'
import type { Finding } from './finding.ts'

const GOOD = `servicecomb:
  matchGroup:
    a: |
      matches:
        - apiPath: { prefix: /a }
          method: [GET]
  retry:
    a: |
      maxAttempts: 2
`

function check(text: string): readonly Finding[] {
  return checkPolicies([{ name: 'a.yaml', text }]).findings
}

// What means something to YAML or JSON, and what an editor leaves behind.
const character = fc.constantFrom(
  'a',
  'B',
  '1',
  ' ',
  '\n',
  '\t',
  ':',
  '-',
  '?',
  '|',
  '>',
  '&',
  '*',
  '!',
  '%',
  '@',
  '`',
  '#',
  ',',
  '[',
  ']',
  '{',
  '}',
  '"',
  "'",
  '\\',
  '/',
  '.',
  '~',
  '：',
  '\u3000',
  '\0',
  '\ud800',
  '😀'
)

describe('policy check', () => {
  test('nothing to say', () => {
    expect(checkText(checkPolicies([{ name: 'a.yaml', text: GOOD }]))).toBe(
      'good: 2 of 2 policies, groups and rules in force'
    )
  })

  test('the nested form is the same policy, and its fields have their own lines', () => {
    const text =
      'servicecomb:\n  matchGroup:\n    a:\n      matches:\n        - apiPath: { prefix: / }\n  rateLimiting:\n    a:\n      rate: 10\n      burst: 3\n'
    expect(check(text)).toEqual([
      {
        severity: 'warning',
        file: 'a.yaml',
        line: 9,
        key: 'servicecomb.rateLimiting.a',
        message: 'unknown field burst dropped'
      }
    ])
  })

  test('a wrong field is found inside of its block', () => {
    const [finding] = check(GOOD.replace('maxAttempts: 2', 'waitDuration: 1s\n      maxAttempts: x'))
    expect(finding).toMatchObject({ severity: 'error', line: 10, key: 'servicecomb.retry.a' })
    expect(finding?.message).toMatch(/^ignored: maxAttempts: 'x' is no whole number/)
  })

  test('several files are one configuration, the later one wins', () => {
    const group = { name: 'groups.yaml', text: GOOD.slice(0, GOOD.indexOf('  retry:')) }
    const policy = { name: 'policies.yaml', text: 'servicecomb:\n  retry:\n    a: "{}"\n' }
    expect(checkPolicies([group, policy]).findings).toEqual([])
    expect(checkPolicies([group]).errors).toBe(1)
    const broken = { name: 'later.yaml', text: 'servicecomb:\n  retry:\n    a: "maxAttempts: 0"\n' }
    expect(checkPolicies([group, policy, broken]).findings).toContainEqual(
      expect.objectContaining({ severity: 'error', file: 'later.yaml', line: 3 })
    )
  })

  test.each([
    ['a root two edits away', 'servicecom:\n  retry:\n    a: x\n', /'servicecom' is not 'servicecomb'/],
    [
      'a group that differs in case',
      'servicecomb:\n  matchGroup:\n    Pay: "matches: [{method: [GET]}]"\n  retry:\n    pay: "{}"\n',
      /\('Pay' differs in case\)/
    ],
    ['blanks in services', GOOD + '      services: a, b\n', /blanks are part of the names/],
    [
      'a console window type',
      GOOD.replace('retry', 'circuitBreaker').replace('maxAttempts: 2', 'slidingWindowType: count'),
      /'count' is read as TIME_BASED/
    ],
    ['a key that stands twice', GOOD + '  retry: {}\n', /no readable YAML or JSON: line 10/],
    [
      'a route rule that no call reaches',
      'servicecomb:\n  routeRule:\n    a: |\n      - {precedence: 2, route: [{weight: 100, tags: {version: 1.0.0}}]}\n      - {precedence: 1, route: [{weight: 100, tags: {version: 2.0.0}}]}\n',
      /precedence 1 is never reached/
    ],
    ['a kind of Sermant', 'servicecomb:\n  system:\n    a: "x: 1"\n', /only Sermant/],
    [
      'a qualified target',
      'servicecomb:\n  routeRule:\n    store:stock: |\n      - precedence: 1\n        route: [{weight: 100, tags: {version: 1.0.0}}]\n',
      /rules go by the plain name, 'stock'/
    ],
    [
      'isolation that sees no time limit',
      GOOD.replace('retry', 'instanceIsolation').replace('maxAttempts: 2', 'minimumNumberOfCalls: 2'),
      /readTimeoutIsFailure/
    ],
    ['retry of POST', GOOD.replace('[GET]', '[POST]'), /repeats POST/],
    [
      'a policy document of a structured type',
      '{"data":[{"key":"servicecomb.retry.a","value":"a: 1","value_type":"yaml","status":"enabled","labels":{"app":"x","environment":""}}]}',
      /value_type yaml drops this key/
    ],
    [
      'a document without environment',
      '{"data":[{"key":"servicecomb.retry.a","value":"{}","status":"enabled","labels":{"app":"x"}}]}',
      /no label environment/
    ]
  ])('%s', (_name, text, said) => {
    expect(
      check(text)
        .map(({ message }) => message)
        .join('\n')
    ).toMatch(said)
  })

  test('what the console accepts and no runtime does is an error (governance.md 10)', () => {
    const bodies = [
      ['rate-limiting', { rate: 0.5 }],
      ['bulkhead', { maxConcurrentCalls: -1 }],
      ['fault-injection', { percentage: 0.5 }],
      ['circuit-breaker', { minimumNumberOfCalls: 0 }],
      ['retry', { maxAttempts: 'x' }]
    ].map(([kind, spec]) => ({ kind, name: 'scene-1', spec }))
    const errors = checkPolicies([
      { name: 'api.json', text: JSON.stringify(bodies, null, 2) }
    ]).findings.filter(({ severity, key }) => severity === 'error' && key !== '')
    expect(errors.map(({ key }) => key.split('.')[1])).toEqual([
      'rateLimiting',
      'bulkhead',
      'faultInjection',
      'circuitBreaker',
      'retry'
    ])
  })

  test('what the console refuses, and where it sends a document to nobody', () => {
    const said = (bodies: unknown): string =>
      checkText(checkPolicies([{ name: 'x', text: JSON.stringify(bodies) }]))
    const selector = { app: 'default', environment: '' }
    expect(said([{ kind: 'mapper', name: 'a', spec: { source: {} }, selector }])).toMatch(
      /refuses kind 'mapper'/
    )
    expect(said([{ kind: 'rateLimiting', name: 'a', spec: { rate: 1 }, selector }])).toMatch(
      /write rate-limiting/
    )
    expect(said([{ kind: 'rate-limiting', name: 'a', spec: { rate: 1 }, selector: { app: 'x' } }])).toMatch(
      /no client receives this: its selector has no environment/
    )
    expect(said([{ kind: 'rate-limiting', name: 'a', spec: { rate: 1 }, selector }])).not.toMatch(
      /API|client/
    )
  })

  test('a policy that is named after the alias of its group', () => {
    const text =
      'servicecomb:\n  matchGroup:\n    scene-1: |\n      alias: Orders\n      matches: [{apiPath: {prefix: /}}]\n  retry:\n    Orders: |\n      maxAttempts: 1\n'
    expect(checkText(checkPolicies([{ name: 'x.yaml', text }]))).toMatch(
      /'Orders' is the alias of the group 'scene-1': name the policy so/
    )
  })

  test('one body of the API to a document: each has its own lines', () => {
    const text =
      'kind: match-group\nname: a\nspec:\n  alias: a\n  matches: [{apiPath: {prefix: /a}}]\n---\nkind: retry\nname: a\nspec: {maxAttempts: x}\n'
    expect(check(text)).toMatchObject([
      { severity: 'error', line: 7, key: 'servicecomb.retry.a' },
      { severity: 'error', line: 0, key: '' },
      { severity: 'warning', line: 1, key: 'servicecomb.matchGroup.a' }
    ])
  })

  test('any text gives a report, never an error', () => {
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 200 }), (text) => {
        checkText(checkPolicies([{ name: 'x', text }]))
        checkText(
          checkPolicies([
            {
              name: 'x',
              text: `servicecomb:\n  retry:\n    a: |\n      ${text.replaceAll('\n', '\n      ')}`
            }
          ])
        )
      }),
      { numRuns: 300 }
    )
  })
})
