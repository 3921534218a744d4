import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { OPERATIONS } from '@node-chassis/control-plane-client'
import type { OperationRow } from '@node-chassis/control-plane-client'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { OPERATION_COMMANDS } from '../../packages/cli/src/commands/cse/operations.ts'
import { runProgram } from '../../packages/cli/src/program.ts'
import { ENGINE, PROJECT } from '../cloud/examples.ts'
import { INPUTS } from '../cloud/inputs.ts'
import { KEYS, USER } from '../cloud/kit.ts'
import { simulatedCloud } from '../cloud/simulated-cloud.ts'
import type { SimulatedCloud } from '../cloud/simulated-cloud.ts'

interface Ended {
  readonly code: number | string | undefined
  readonly out: string
  readonly err: string
}

let cloud: SimulatedCloud
let dir: string

/** The program in this process, with credentials from a file as people have them. */
async function cse(...args: readonly string[]): Promise<Ended> {
  const lines = { out: '', err: '' }
  const before = process.exitCode
  process.exitCode = 0
  try {
    await runProgram(['cse', ...args], {
      out: (text) => void (lines.out += `${text}\n`),
      err: (text) => void (lines.err += `${text}\n`)
    })
    return { code: process.exitCode, ...lines }
  } finally {
    process.exitCode = before
  }
}

const file = (name: string, text: string): string => {
  const full = path.join(dir, name)
  mkdirSync(path.dirname(full), { recursive: true })
  writeFileSync(full, text)
  return full
}

beforeAll(async () => {
  cloud = await simulatedCloud()
  cloud.keys.set(KEYS.accessKey, KEYS.secretKey)
  cloud.users.set(`${USER.domain}/${USER.user}`, USER.password)
  dir = mkdtempSync(path.join(tmpdir(), 'chs-cli-cse-'))
  const fields = {
    ak: KEYS.accessKey,
    sk: KEYS.secretKey,
    user_name: USER.user,
    password: USER.password,
    domain_name: USER.domain,
    region: 'ap-southeast-1',
    project_id: PROJECT,
    engine_id: ENGINE,
    endpoint: cloud.url,
    iam_endpoint: cloud.url,
    ca_file: file('ca.pem', cloud.ca)
  }
  const section = Object.entries(fields).map(([name, value]) => `${name} = ${value}`)
  process.env['HUAWEICLOUD_SDK_CREDENTIALS_FILE'] = file('credentials', ['[basic]', ...section].join('\n'))
})

let seen = 0
afterEach(() => {
  const found = cloud.violations.slice(seen)
  seen = cloud.violations.length
  expect(found).toEqual([])
})

afterAll(async () => {
  delete process.env['HUAWEICLOUD_SDK_CREDENTIALS_FILE']
  rmSync(dir, { recursive: true, force: true })
  await cloud.close()
})

const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** A call of the client as words of the command line. */
function asWords(row: OperationRow, input: Readonly<Record<string, unknown>>): string[] {
  const given = Object.entries(input)
  const places = given
    .filter(([name]) => row.inputs[name]?.in === 'path')
    .toSorted(([a], [b]) => row.path.indexOf(row.inputs[a]!.wire) - row.path.indexOf(row.inputs[b]!.wire))
  const options = given.filter(([name]) => row.inputs[name] !== undefined && row.inputs[name].in !== 'path')
  return [
    ...places.map(([, value]) => String(value)),
    ...options.flatMap(([name, value]) =>
      [value].flat().flatMap((one) => [`--${dashed(name)}`, String(one)])
    ),
    ...('body' in input ? ['--body', JSON.stringify(input['body'])] : [])
  ]
}

describe('one command for one operation', () => {
  test.each(OPERATION_COMMANDS)('$words', async ({ id, words, destroys }) => {
    const row: OperationRow = OPERATIONS[id]
    const given = [...words.split(' '), ...asWords(row, INPUTS[id] as Readonly<Record<string, unknown>>)]
    const engine =
      row.api === 'engine'
        ? ['--sc', cloud.url, '--kie', cloud.url, '--ca-file', path.join(dir, 'ca.pem')]
        : []
    const before = cloud.of(id).length
    if (destroys) {
      const refused = await cse(...given, ...engine)
      expect(refused).toMatchObject({ code: 2, out: '' })
      expect(refused.err).toMatch(/^chassis: cse .* cannot be undone; say --yes to do it\n$/)
      expect(cloud.of(id).length).toBe(before)
    }
    const ended = await cse(...given, ...engine, ...(destroys ? ['--yes'] : []), '--json')
    expect([ended.code, ended.err.replace(/^job .*\n/, '')]).toEqual([0, ''])
    expect(cloud.of(id).length).toBe(before + 1)
    expect(() => void JSON.parse(ended.out)).not.toThrow()
    const secrets = [KEYS.secretKey, USER.password, ...cloud.tokens, ...cloud.engineTokens.keys()]
    expect(secrets.filter((secret) => secret !== '' && ended.out.includes(secret))).toEqual([])
  })
})

test('tables are for people, and a missing parameter is named', async () => {
  const { out } = await cse('engines', 'list')
  expect(out).toMatch(/^ID +NAME +STATUS/)
  expect(out).toContain('cse-one')
  const { code, err } = await cse('instances', 'find', '--sc', cloud.url)
  expect([code, err.trim()]).toEqual([2, "error: required option '--app-id <value>' not specified"])
  expect(await cse('metrics', 'get', '--service', 'order', '--body', 'x')).toMatchObject({ code: 2 })
})

test('a refusal of the cloud is one line with its code, and code 2', async () => {
  cloud.fail('getEngine', { status: 403, body: { error_code: 'SVCSTG.00403001', error_message: 'no right' } })
  const { code, out, err } = await cse('engines', 'get', ENGINE)
  expect([code, out]).toEqual([2, ''])
  expect(err).toMatch(/^chassis: CHS_CLOUD_REFUSED: .*getEngine.*SVCSTG\.00403001.*\n$/)
})

describe('policies', () => {
  const policies = `
kind: match-group
name: scene-cart
selector: { app: mall, environment: '' }
spec: { matches: [{ apiPath: { prefix: /cart } }] }
---
kind: retry
name: scene-cart
selector: { app: mall, environment: '' }
spec: { maxAttempts: 2 }
`

  test('diff says what would change, apply does it once, and the second time has nothing to do', async () => {
    const folder = path.dirname(file('policies/cart.yaml', policies))
    const first = await cse('policies', 'diff', folder)
    expect(first.code).toBe(1)
    expect(first.out).toMatch(/match-group scene-cart \(app mall/)
    const writes = (): number => cloud.arrived.filter(({ changes }) => changes).length
    const before = writes()
    const dry = await cse('policies', 'apply', folder)
    expect([dry.code, writes()]).toEqual([0, before])
    expect(dry.err).toMatch(/to do; nothing was sent\. --yes makes the changes\n$/)
    const made = await cse('policies', 'apply', folder, '--yes')
    expect([made.code, made.out]).toEqual([0, ''])
    expect(writes()).toBeGreaterThan(before)
    expect(await cse('policies', 'apply', folder, '--yes')).toMatchObject({ code: 0, out: 'nothing to do\n' })
    expect(await cse('policies', 'diff', folder)).toMatchObject({ code: 0, out: 'no difference\n' })
  })

  test('what policy check refuses is not sent', async () => {
    const bad = file('bad.yaml', policies.replace('maxAttempts: 2', 'maxAttempts: many'))
    const writes = (): number => cloud.arrived.filter(({ changes }) => changes).length
    const sent = writes()
    const { code, err } = await cse('policies', 'apply', bad, '--yes')
    expect([code, writes()]).toEqual([1, sent])
    expect(err).toContain('nothing was sent')
    expect(err).toContain('maxAttempts')
  })

  test('one of them: shown as a document, disabled, enabled, deleted', async () => {
    const one = ['retry', 'scene-cart', '--app', 'mall']
    expect((await cse('policies', 'get', ...one)).out).toContain('maxAttempts: 2')
    expect((await cse('policies', 'disable', ...one)).err).toBe('disabled retry scene-cart\n')
    expect((await cse('policies', 'list', '--app', 'mall', '--kind', 'retry')).out).toMatch(
      /scene-cart .*disabled/
    )
    expect((await cse('policies', 'enable', ...one)).err).toBe('enabled retry scene-cart\n')
    expect(await cse('policies', 'delete', ...one)).toMatchObject({ code: 2 })
    expect((await cse('policies', 'delete', ...one, '--yes')).err).toBe('deleted retry scene-cart\n')
    const gone = await cse('policies', 'get', ...one)
    expect([gone.code, gone.err]).toEqual([2, expect.stringMatching(/no retry scene-cart/)])
  })

  test('rules of a service are put, shown, withdrawn', async () => {
    const rules = file(
      'rules.yaml',
      'servicecomb:\n  routeRule:\n    order: |\n      - precedence: 1\n        route:\n          - tags: { version: 1.0.0 }\n            weight: 100\n'
    )
    const put = await cse('routes', 'put', rules, '--app', 'mall')
    expect([put.code, put.err]).toEqual([0, "1 rules of order are live (app mall, environment '')\n"])
    expect((await cse('routes', 'get', 'order', '--app', 'mall')).out).toContain('version: 1.0.0')
    expect((await cse('routes', 'delete', 'order', '--app-id', 'mall', '--yes')).code).toBe(0)
    expect((await cse('routes', 'get', 'order', '--app', 'mall')).code).toBe(1)
  })
})

test('engines: created and waited for, then deleted until they have disappeared', async () => {
  const body = JSON.stringify(INPUTS.createEngine.body)
  const made = await cse('engines', 'create', '--body', body, '--wait', '--poll-every', '0.001')
  expect([made.code, made.err]).toEqual([0, expect.stringMatching(/job \d+ is finished\n$/)])
  const gone = await cse('engines', 'delete', made.out.trim(), '--yes', '--wait', '--poll-every', '0.001')
  expect([gone.code, gone.err]).toEqual([0, expect.stringMatching(/job \d+ is finished\n$/)])
})

test('configurations: a file out, a file in, and what was not taken', async () => {
  const out = path.join(dir, 'export.json')
  expect(await cse('config', 'export', out)).toMatchObject({ code: 0, out: '' })
  expect((await cse('config', 'import', out)).code).toBe(0)
  const partly = file('partly.json', JSON.stringify({ data: [{ key: '', value: 'x' }] }))
  const ended = await cse('config', 'import', partly)
  expect([ended.code, ended.out]).toEqual([1, expect.stringContaining('SVCSTG.00400649')])
})

test('login says for which project', async () => {
  expect(await cse('login')).toMatchObject({ code: 0, out: `project ${PROJECT}\n` })
  const { code, err } = await cse('login', '--credentials-file', file('none', '[basic]\nak = only\n'))
  expect([code, err]).toEqual([2, expect.stringMatching(/^chassis: CHS_CLOUD_CREDENTIALS: /)])
})
