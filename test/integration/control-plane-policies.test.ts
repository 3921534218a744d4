import { readFileSync } from 'node:fs'
import path from 'node:path'
import { checkPolicies } from '@node-chassis/governance'
import {
  POLICY_KINDS,
  applyPolicies,
  checkPolicyDocuments,
  createPolicy,
  deletePolicy,
  diffPolicies,
  findPolicy,
  listPolicies,
  putRoutes,
  readPolicyFiles,
  readRoutes,
  setPolicyStatus,
  updatePolicy
} from '@node-chassis/control-plane-client'
import type { ControlPlane, JsonObject, PolicyDocument, PolicyKind } from '@node-chassis/control-plane-client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bench } from '../cloud/kit.ts'
import type { Bench } from '../cloud/kit.ts'

let its: Bench
let cloud: ControlPlane
const selector = { app: 'mall', environment: '' }

beforeEach(async () => {
  its = await bench()
  cloud = its.client()
})
afterEach(async () => {
  expect(its.cloud.violations).toEqual([])
  await its.close()
})

const SPECS: Readonly<Record<PolicyKind, JsonObject>> = {
  'match-group': { alias: 'cart', matches: [{ name: 'm', apiPath: { exact: '/cart' }, method: ['GET'] }] },
  retry: { maxAttempts: 3, retryOnResponseStatus: ['502'] },
  'rate-limiting': { rate: 10, limitRefreshPeriod: '1S' },
  loadbalance: { rule: 'RoundRobin' },
  'circuit-breaker': { minimumNumberOfCalls: 10, failureRateThreshold: 50 },
  'instance-isolation': { minimumNumberOfCalls: 10 },
  'fault-injection': { type: 'abort', percentage: 50, errorCode: 503 },
  bulkhead: { maxConcurrentCalls: 100 }
}

const policy = (kind: PolicyKind, more: Partial<PolicyDocument> = {}): PolicyDocument => ({
  kind,
  name: 'scene-cart',
  selector,
  status: 'enabled',
  spec: SPECS[kind],
  ...more
})

const writes = (): number => its.cloud.arrived.filter(({ changes }) => changes).length

describe('one by one', () => {
  beforeEach(async () => {
    await createPolicy(cloud, policy('match-group'))
  })

  test.each(POLICY_KINDS.filter((kind) => kind !== 'match-group'))(
    '%s: create, update, disable, enable, delete',
    async (kind) => {
      const created = await createPolicy(cloud, policy(kind))
      expect(created).toMatchObject({
        kind,
        name: 'scene-cart',
        status: 'enabled',
        spec: SPECS[kind],
        id: 'policy-2'
      })
      const spec = { ...SPECS[kind], extra: 'x' }
      await updatePolicy(cloud, created, { spec })
      await setPolicyStatus(cloud, created, 'disabled')
      // The spec is not lost by switching off.
      expect(await findPolicy(cloud, created)).toMatchObject({ status: 'disabled', spec })
      await setPolicyStatus(cloud, created, 'enabled')
      expect(await listPolicies(cloud, { app: 'mall' })).toHaveLength(2)
      expect(await deletePolicy(cloud, created)).toHaveLength(1)
      await expect(findPolicy(cloud, created)).rejects.toThrow(/there are none of this kind there/)
    }
  )

  test('a match group takes its policies with it', async () => {
    await createPolicy(cloud, policy('retry'))
    await createPolicy(cloud, policy('bulkhead'))
    const gone = await deletePolicy(cloud, policy('match-group'))
    expect(gone.map(({ kind }) => kind)).toEqual(['match-group', 'retry', 'bulkhead'])
    expect(await listPolicies(cloud)).toEqual([])
  })

  test.each([
    { createAnswersId: true },
    { listsAreViews: true },
    { camelKinds: false },
    { listsAreViews: true, camelKinds: false }
  ])('whatever the shape of the answers: %j', async (quirks) => {
    Object.assign(its.cloud.state.quirks, quirks)
    const created = await createPolicy(cloud, policy('rate-limiting', { status: 'disabled' }))
    expect(created).toMatchObject({ kind: 'rate-limiting', id: 'policy-2', status: 'disabled' })
    expect(its.cloud.state.policies.get('policy-2')).toMatchObject({ status: 'disabled', spec: { rate: 10 } })
    const kinds = (await listPolicies(cloud)).map(({ kind }) => kind)
    expect(kinds.toSorted()).toEqual(['match-group', 'rate-limiting'])
  })

  test('an environment of its own', async () => {
    const production = { app: 'mall', environment: 'production' }
    await createPolicy(cloud, policy('match-group', { selector: production }))
    await createPolicy(cloud, policy('retry', { selector: production }))
    expect(await listPolicies(cloud, { environment: 'production' })).toHaveLength(2)
    expect(await listPolicies(cloud, { environment: 'all' })).toHaveLength(3)
    expect(await listPolicies(cloud)).toHaveLength(1)
    await expect(findPolicy(cloud, policy('retry'))).rejects.toMatchObject({ code: 'CHS_INVALID_ARGUMENT' })
    expect(its.cloud.of('createGovernancePolicy').at(-1)!.headers['x-environment']).toBe('production')
  })

  test('what is there already is told as the server says', async () => {
    await expect(createPolicy(cloud, policy('match-group'))).rejects.toMatchObject({
      cloudCode: 'SVCSTG.00400107'
    })
  })
})

describe('checked before anything is sent', () => {
  test.each<[PolicyKind, JsonObject, RegExp]>([
    ['rate-limiting', { rate: 0 }, /rate/],
    ['retry', { maxAttempts: 'x' }, /maxAttempts/],
    ['bulkhead', {}, /the API takes no bulkhead without maxConcurrentCalls/],
    [
      'match-group',
      { matches: [{ apiPath: { exact: '/' }, method: ['HEAD'] }] },
      /the API takes no method HEAD/
    ]
  ])('%s %j', async (kind, spec, message) => {
    await createPolicy(cloud, policy('match-group', { name: 'other' }))
    const before = writes()
    const error = await createPolicy(cloud, policy(kind, { spec })).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'CHS_POLICY_INVALID',
      report: { errors: expect.any(Number) as number }
    })
    expect((error as Error).message).toMatch(message)
    expect(writes()).toBe(before)
  })

  test('in the words of policy check', () => {
    const text =
      'servicecomb:\n  retry:\n    cart: |\n      maxAttempts: x\n  matchGroup:\n    cart: |\n      matches:\n        - apiPath: {exact: /cart}\n'
    const files = [{ name: 'cart.yaml', text }]
    const { report } = readPolicyFiles(files)
    expect(report.findings).toEqual(checkPolicies(files).findings)
    expect(report.errors).toBeGreaterThan(0)
  })

  test('rules of routes too', async () => {
    const rules = [
      {
        precedence: 1,
        route: [
          { weight: 60, tags: { version: '1' } },
          { weight: 60, tags: { version: '2' } }
        ]
      }
    ]
    await expect(putRoutes(cloud, { service: 'order', ...selector, rules })).rejects.toMatchObject({
      code: 'CHS_POLICY_INVALID'
    })
    expect(writes()).toBe(0)
  })

  test('a good document is good', () => {
    expect(checkPolicyDocuments([policy('match-group'), policy('retry')])).toMatchObject({ errors: 0 })
    expect(checkPolicyDocuments([policy('retry')], [], [policy('match-group')])).toMatchObject({ errors: 0 })
  })
})

const FOLDER = [
  {
    name: 'cart.yaml',
    text: `kind: match-group
name: scene-cart
spec:
  alias: cart calls
  matches:
    - name: m1
      apiPath: {exact: /cart}
      headers: {version: {exact: 1.10}}
---
kind: retry
name: scene-cart
spec: {maxAttempts: 3, retryOnResponseStatus: ["502", "503"]}
---
kind: rate-limiting
name: scene-cart
status: disabled
spec: {rate: 10}
`
  },
  {
    name: 'settings.yaml',
    text: `servicecomb:
  matchGroup:
    pay: |
      matches:
        - apiPath: {prefix: /pay}
  circuitBreaker:
    pay: |
      minimumNumberOfCalls: "20"
  routeRule:
    order: |
      - precedence: 2
        match: {headers: {x-lane: {exact: gray}}}
        route: [{weight: 100, tags: {version: 1.10}}]
      - precedence: 1
        route: [{weight: 100, tags: {version: 1.0}}]
`
  }
]
const read = (files = FOLDER) => readPolicyFiles(files, { app: 'mall' })

describe('a folder of files', () => {
  test('the one in docs/control-plane.md is in order, for policy check too', async () => {
    const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/control-plane.md'), 'utf8')
    const [, text = ''] = /```yaml\n(.*?)```/s.exec(page) ?? []
    const files = [{ name: 'cart.yaml', text }]
    expect(checkPolicies(files)).toMatchObject({ errors: 0, warnings: 0 })
    const desired = readPolicyFiles(files)
    expect(desired.report).toMatchObject({ errors: 0, warnings: 0 })
    const { changes } = await applyPolicies(cloud, desired, { dryRun: false })
    expect(changes.map(({ title, outcome }) => `${title} ${outcome}`)).toEqual([
      "match-group cart (app default, environment '') done",
      "retry cart (app default, environment '') done",
      "rules of order (app default, environment '') done"
    ])
  })

  test('is read in both forms, and nothing of a text is lost', () => {
    const { policies, routes, report } = read()
    expect(report).toMatchObject({ errors: 0 })
    expect(policies.map(({ kind, name, status }) => [kind, name, status])).toEqual([
      ['match-group', 'scene-cart', 'enabled'],
      ['retry', 'scene-cart', 'enabled'],
      ['rate-limiting', 'scene-cart', 'disabled'],
      ['match-group', 'pay', 'enabled'],
      ['circuit-breaker', 'pay', 'enabled']
    ])
    expect(policies[0]!.spec).toMatchObject({ matches: [{ headers: { version: { exact: '1.10' } } }] })
    // What the server insists on and no runtime needs.
    expect(policies[3]!.spec).toEqual({
      alias: 'pay',
      matches: [{ name: 'match-1', apiPath: { prefix: '/pay' } }]
    })
    expect(policies[4]!.spec).toEqual({ minimumNumberOfCalls: 20 })
    expect(routes[0]!.rules.map(({ route }) => route[0]!.tags)).toEqual([
      { version: '1.10' },
      { version: '1.0' }
    ])
  })

  test('dry run by default: says everything and sends no write', async () => {
    const { changes, dryRun, failed } = await applyPolicies(cloud, read())
    expect({ dryRun, failed }).toEqual({ dryRun: true, failed: false })
    expect(changes.map(({ action, title, outcome }) => `${action} ${title} ${outcome}`)).toEqual([
      "create match-group scene-cart (app mall, environment '') planned",
      "create match-group pay (app mall, environment '') planned",
      "create retry scene-cart (app mall, environment '') planned",
      "create rate-limiting scene-cart (app mall, environment '') planned",
      "create circuit-breaker pay (app mall, environment '') planned",
      "create rules of order (app mall, environment '') planned"
    ])
    expect(writes()).toBe(0)
    expect(its.cloud.arrived.every(({ method }) => method === 'GET')).toBe(true)
  })

  test.each([{ rulesAs: 'json' }, { rulesAs: 'yaml', listsAreViews: true }])(
    'applied twice: the second time there is nothing to do (%j)',
    async (quirks) => {
      Object.assign(its.cloud.state.quirks, quirks)
      const heard: string[] = []
      const first = await applyPolicies(cloud, read(), {
        dryRun: false,
        onChange: ({ action, outcome }) => heard.push(`${action} ${outcome}`)
      })
      expect(first.changes.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 6 }, () => 'done'))
      expect(heard.slice(0, 2)).toEqual(['create running', 'create done'])
      expect(its.cloud.state.policies.size).toBe(5)
      const sent = writes()
      const second = await applyPolicies(cloud, read(), { dryRun: false, prune: true })
      expect(second.changes.map(({ action, fields }) => [action, fields])).toEqual(
        Array.from({ length: 6 }, () => ['keep', []])
      )
      expect(writes()).toBe(sent)
    }
  )

  test('differences are told field by field', async () => {
    await applyPolicies(cloud, read(), { dryRun: false })
    const files = FOLDER.map(({ name, text }) => ({
      name,
      text: text
        .replace('maxAttempts: 3', 'maxAttempts: 5')
        .replace('status: disabled', 'status: enabled')
        .replace('weight: 100, tags: {version: 1.0}', 'weight: 90, tags: {version: 1.0}')
    }))
    const changes = await diffPolicies(cloud, read(files))
    expect(
      changes.filter(({ action }) => action !== 'keep').map(({ action, fields }) => [action, fields])
    ).toEqual([
      ['update', [{ path: 'spec.maxAttempts', before: 3, after: 5 }]],
      ['enable', [{ path: 'status', before: 'disabled', after: 'enabled' }]],
      ['update', [{ path: '[1].route[0].weight', before: 100, after: 90 }]]
    ])
    await applyPolicies(cloud, read(files), { dryRun: false })
    const retry = [...its.cloud.state.policies.values()].find(({ kind }) => kind === 'retry')
    expect(retry!.spec).toMatchObject({ maxAttempts: 5, retryOnResponseStatus: ['502', '503'] })
  })

  test('what no file names goes only with prune, policies before their groups', async () => {
    await applyPolicies(cloud, read(), { dryRun: false })
    await createPolicy(
      cloud,
      policy('match-group', { name: 'elsewhere', selector: { app: 'other', environment: '' } })
    )
    const rest = [FOLDER[0]!]
    expect((await diffPolicies(cloud, read(rest))).every(({ action }) => action === 'keep')).toBe(true)
    const pruned = await applyPolicies(cloud, read(rest), {
      dryRun: false,
      prune: true,
      routeServices: [{ service: 'order', ...selector }]
    })
    expect(pruned.changes.filter(({ action }) => action === 'delete').map(({ title }) => title)).toEqual([
      "circuit-breaker pay (app mall, environment '')",
      "rules of order (app mall, environment '')",
      "match-group pay (app mall, environment '')"
    ])
    expect(its.cloud.state.routes.size).toBe(0)
    // That of another application stays.
    expect((await listPolicies(cloud)).map(({ name }) => name).toSorted()).toEqual([
      'elsewhere',
      'scene-cart',
      'scene-cart',
      'scene-cart'
    ])
  })

  test('an empty folder prunes the places that it is for', async () => {
    await applyPolicies(cloud, read(), { dryRun: false })
    const pruned = await applyPolicies(cloud, read([]), { dryRun: false, prune: true, places: [selector] })
    expect(pruned).toMatchObject({ failed: false })
    expect(its.cloud.state.policies.size).toBe(0)
  })

  test('a failure stops it; the next run goes on from there', async () => {
    its.cloud.fail('putRouteRules', { status: 400, body: { error_code: 'SVCSTG.00400100', error_msg: 'no' } })
    const first = await applyPolicies(cloud, read(), { dryRun: false })
    expect(first.failed).toBe(true)
    expect(first.changes.at(-1)).toMatchObject({ outcome: 'failed', error: { operation: 'putRouteRules' } })
    const second = await applyPolicies(cloud, read(), { dryRun: false })
    expect(second.changes.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      ...Array.from({ length: 5 }, () => 'keep kept'),
      'create done'
    ])
  })

  test('what comes after a failure is not tried', async () => {
    its.cloud.fail('createGovernancePolicy', { status: 400, body: { error_code: 'X', error_msg: 'no' } })
    const { changes } = await applyPolicies(cloud, read(), { dryRun: false })
    expect(changes.map(({ outcome }) => outcome)).toEqual([
      'failed',
      ...Array.from({ length: 5 }, () => 'skipped')
    ])
    expect(writes()).toBe(1)
  })

  test.each([
    [
      'kind: retry\nname: a\nspec: {maxAttempts: 1}\n---\nkind: retry\nname: a\nspec: {maxAttempts: 2}',
      /stands in f\.yaml:1 too/
    ],
    ['kind: mapper\nname: a\nspec: {target: {}}', /the API has no kind mapper: publish it as configuration/],
    [
      'kind: retry\nname: a\nstatus: on\nspec: {maxAttempts: 1}',
      /status is on; it must be enabled or disabled/
    ],
    ['shop: {pageSize: 20}', /is a setting and no policy/],
    [
      'data: [{key: servicecomb.retry.a, value: x, labels: {app: mall}}]',
      /an export of a configuration centre/
    ],
    [
      'kind: retry\nname: a\nspec: {maxAttempts: 1}\n---\nservicecomb.bulkhead.b: "maxConcurrentCalls: 1"',
      /do not mix/
    ],
    [
      'kind: route-rule\nname: order\nspec: [{route: [{weight: 1}], fallback: []}]',
      /rule 1 has fallback, which this API cannot hold/
    ],
    [
      'kind: route-rule\nname: order\nspec: [{match: {headers: {a: {regex: x}}}, route: [{weight: 1}]}]',
      /header a needs exact/
    ],
    ['kind: retry\nname: [', /no readable YAML/]
  ])('%j is told what is wrong, and nothing is sent', async (text, message) => {
    const desired = read([{ name: 'f.yaml', text }])
    expect(desired.report.findings.map((one) => one.message).join('\n')).toMatch(message)
    await expect(applyPolicies(cloud, desired, { dryRun: false })).rejects.toMatchObject({
      code: 'CHS_POLICY_INVALID'
    })
    expect(its.cloud.arrived).toEqual([])
  })

  test('a policy that stands where its match group is not is told of', () => {
    const text =
      'kind: match-group\nname: a\nselector: {app: mall, environment: prod}\nspec: {alias: a, matches: [{name: m, apiPath: {exact: /}}]}\n---\n' +
      'kind: bulkhead\nname: a\nspec: {maxConcurrentCalls: 5}\n'
    expect(read([{ name: 'f.yaml', text }]).report.findings).toMatchObject([
      {
        severity: 'warning',
        line: 6,
        key: 'servicecomb.bulkhead.a',
        message: 'never applies: its match group is of app mall, environment prod'
      }
    ])
  })

  test('one policy in two environments is two policies', async () => {
    const text = ['', 'production']
      .map(
        (environment) =>
          `kind: match-group\nname: a\nselector: {app: mall, environment: "${environment}"}\nspec: {matches: [{apiPath: {exact: /}}]}\n`
      )
      .concat('kind: bulkhead\nname: a\nspec: {maxConcurrentCalls: 5}\n')
      .join('---\n')
    const desired = read([{ name: 'both.yaml', text }])
    expect(desired.report.errors).toBe(0)
    await applyPolicies(cloud, desired, { dryRun: false })
    expect(await listPolicies(cloud, { environment: 'all' })).toHaveLength(3)
    expect((await diffPolicies(cloud, desired)).map(({ action }) => action)).toEqual(['keep', 'keep', 'keep'])
  })
})

test('rules that nobody can read are given as they are, and replaced when asked', async () => {
  its.cloud.fail('getRouteRules', { status: 200, body: { Result: '{{ no rules' } }, 2)
  expect(await readRoutes(cloud, { service: 'order', ...selector })).toEqual({
    rules: undefined,
    text: '{{ no rules'
  })
  const [change] = (await diffPolicies(cloud, read([FOLDER[1]!]))).filter(({ target }) => target === 'routes')
  expect(change).toMatchObject({ action: 'update' })
})
