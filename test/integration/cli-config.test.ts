import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createKieAdmin } from '@node-chassis/config-client'
import type { KieAdmin } from '@node-chassis/config-client'
import { silentLogger, systemEnv } from '@node-chassis/core'
import { createEngine } from '@node-chassis/engine'
import type { Engine } from '@node-chassis/engine'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { runProgram } from '../../packages/cli/src/program.ts'

let engine: Engine
let admin: KieAdmin
let dir: string

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

const config = (...args: string[]): Promise<Ended> =>
  run(...args, ...(args.includes('--kie') ? [] : ['--kie', engine.configUrl]))

/** The program in this process: a process for each command would take longer than everything else here. */
async function run(...args: string[]): Promise<Ended> {
  const lines = { out: '', err: '' }
  const before = process.exitCode
  process.exitCode = 0
  try {
    await runProgram(['config', ...args], {
      out: (text) => void (lines.out += `${text}\n`),
      err: (text) => void (lines.err += `${text}\n`)
    })
    return { code: process.exitCode, ...lines }
  } finally {
    process.exitCode = before
  }
}

beforeAll(async () => {
  engine = await createEngine({ env: systemEnv(silentLogger) })
  admin = createKieAdmin({ env: systemEnv(silentLogger), addresses: [engine.configUrl] })
  dir = mkdtempSync(path.join(tmpdir(), 'chs-cli-config-'))
})

beforeEach(async () => {
  await admin.deleteAll((await admin.list()).map(({ id }) => id))
})

afterAll(async () => {
  await admin.close()
  await engine.close()
  rmSync(dir, { recursive: true })
})

describe('set, get, delete', () => {
  test('write into the layer that the labels name, so that services see it', async () => {
    expect(await config('set', 'page.size', '20', '--app', 'shop', '--service', 'order')).toEqual({
      code: 0,
      out: 'page.size set (app=shop,environment=,service=order)\n',
      err: ''
    })
    expect(await admin.list()).toMatchObject([
      {
        key: 'page.size',
        value: '20',
        status: 'enabled',
        labels: { app: 'shop', environment: '', service: 'order' }
      }
    ])
    await config('set', 'page.size', '30', '--app', 'shop', '--service', 'order')
    expect(await config('get', 'page.size', '--app', 'shop', '--service', 'order')).toEqual({
      code: 0,
      out: '30\n',
      err: ''
    })
    const history = await config('get', 'page.size', '--app', 'shop', '--service', 'order', '--history')
    expect(history.out).toMatch(
      /^REVISION +TIME +STATUS +VALUE\n\d+ +\S+Z +enabled +30\n\d+ +\S+Z +enabled +20\n$/
    )
    expect(await config('get', 'page.size', '--app', 'shop')).toEqual({
      code: 1,
      out: '',
      err: 'chassis: there is no page.size with exactly the labels app=shop,environment=\n'
    })
    expect(await config('delete', 'page.size', '--app', 'shop', '--service', 'order')).toMatchObject({
      code: 0
    })
    expect(await config('delete', 'page.size', '--app', 'shop', '--service', 'order')).toMatchObject({
      code: 1
    })
  })

  test('a value from a file, its type, labels of one’s own, JSON', async () => {
    writeFileSync(path.join(dir, 'rules.yaml'), 'a: {b: 1}\n')
    const set = await config(
      'set',
      'rules',
      '--file',
      path.join(dir, 'rules.yaml'),
      '--type',
      'yaml',
      '--label',
      'public=',
      '--json'
    )
    expect(JSON.parse(set.out)).toMatchObject({
      key: 'rules',
      value: 'a: {b: 1}\n',
      valueType: 'yaml',
      labels: { public: '', environment: '' }
    })
    const got = await config('get', 'rules', '--label', 'public=', '--json')
    expect(JSON.parse(got.out)).toMatchObject({ key: 'rules', status: 'enabled' })
  })
})

describe('set tells what policy check would', () => {
  const ROUTE = '- precedence: 1\n  route: [{ tags: { version: 2.0.0 }, weight: 100 }]'

  test.each([
    [
      'servicecomb.rateLimiting.x',
      'rate：5',
      /^chassis: warning: \S+rateLimiting\.x: ignored: .*full-width colon/
    ],
    [
      'servicecomb.rateLimitting.x',
      'rate: 5',
      /^chassis: warning: \S+rateLimitting\.x: nobody reads this key\n$/
    ],
    ['servicecomb.matchGroup.x', 'matches: 5', /^chassis: warning: \S+matchGroup\.x: /],
    ['servicecomb.routeRule.order', '- route: [', /^chassis: warning: \S+routeRule\.order: /]
  ])('%s', async (key, value, warning) => {
    const { code, out, err } = await config('set', key, value)
    expect({ code, out }).toEqual({ code: 0, out: `${key} set (app=default,environment=)\n` })
    expect(err).toMatch(warning)
    expect(await admin.list()).toMatchObject([{ key, value }])
  })

  test.each([
    ['servicecomb.rateLimiting.x', 'rate: 5'],
    ['servicecomb.matchGroup.x', 'matches: [{ apiPath: { prefix: /pay } }]'],
    ['servicecomb.retry.x', 'maxAttempts: 2'],
    ['servicecomb.request.timeout', '5000'],
    ['servicecomb.routeRule.order', ROUTE],
    ['page.size', '20']
  ])('nothing of %s: its partner is another document', async (key, value) => {
    expect(await config('set', key, value)).toMatchObject({ code: 0, err: '' })
    expect(await admin.list()).toMatchObject([{ key, value }])
  })

  test('a document of settings is looked into', async () => {
    const args = ['settings', 'servicecomb.rateLimitting.x: 5', '--type', 'yaml']
    const { err } = await config('set', ...args)
    expect(err).toBe('chassis: warning: servicecomb.rateLimitting.x: nobody reads this key\n')
  })

  test('a value that begins with - may stand behind --', async () => {
    expect(await run('set', 'k', '--kie', engine.configUrl, '--', '-x')).toMatchObject({ code: 0 })
    expect(await admin.list()).toMatchObject([{ key: 'k', value: '-x' }])
  })
})

describe('application and environment of an application in this folder', () => {
  test('are those of set, get and delete, unless the options say otherwise', async () => {
    writeFileSync(
      path.join(dir, 'application.yaml'),
      'servicecomb: { service: { application: mall, environment: testing } }'
    )
    process.env['CHASSIS_CONF_DIR'] = dir
    try {
      expect((await config('set', 'a', '1')).out).toBe('a set (app=mall,environment=testing)\n')
      expect((await config('set', 'a', '2', '--app', 'shop')).out).toBe(
        'a set (app=shop,environment=testing)\n'
      )
      expect((await config('set', 'a', '3', '--environment', '')).out).toBe('a set (app=mall,environment=)\n')
      expect((await config('set', 'a', '4', '--label', 'public=')).out).toBe('a set (environment=,public=)\n')
      expect((await config('get', 'a')).out).toBe('1\n')
      expect(await config('delete', 'a')).toMatchObject({ code: 0 })
    } finally {
      delete process.env['CHASSIS_CONF_DIR']
    }
  })
})

test('list: a table with what no service can see (F-037), or JSON, of the labels that were given', async () => {
  const body = (document: object): string => JSON.stringify(document)
  const headers = { 'Content-Type': 'application/json' }
  const url = `${engine.configUrl}/v1/default/kie/kv`
  await fetch(url, {
    method: 'POST',
    headers,
    body: body({ key: 'timeout', value: '2s', labels: { service: 'order' } })
  })
  const bare = { key: 'bare', value: '1', status: 'enabled', labels: { app: 'shop' } }
  await fetch(url, { method: 'POST', headers, body: body(bare) })
  await admin.put('seen', 'two\nlines', { app: 'shop' })
  const { code, out, err } = await config('list')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const lines = out.trimEnd().split('\n')
  expect(lines[0]).toMatch(/^KEY +VALUE +TYPE +STATUS +LABELS +NOTE$/)
  expect(lines[1]).toMatch(/^bare +1 +text +enabled +app=shop +no label environment: no service sees it$/)
  expect(lines[2]).toMatch(/^seen +two\\nlines +text +enabled +app=shop,environment=$/)
  expect(lines[3]).toMatch(/^timeout +2s +text +disabled +service=order +disabled: no service sees it$/)
  const json = await config('list', '--app', 'shop', '--prefix', 'se', '--json')
  expect(JSON.parse(json.out)).toEqual([expect.objectContaining({ key: 'seen', value: 'two\nlines' })])
})

describe('export and import', () => {
  test('a round trip of several pages, into another application', async () => {
    const many = Array.from({ length: 205 }, (_, n) => ({
      key: `k${n}`,
      value: String(n),
      labels: { app: 'shop' }
    }))
    expect(await admin.import(many)).toEqual({ success: 205, failures: [] })
    const exported = await config('export', path.join(dir, 'all.json'), '--app', 'shop')
    expect(exported).toEqual({
      code: 0,
      out: '',
      err: expect.stringMatching(/^205 exported to .*all\.json\n$/) as string
    })
    const file = JSON.parse(readFileSync(path.join(dir, 'all.json'), 'utf8')) as { data: object[] }
    expect(file).toMatchObject({ metadata: { version: '1.0.0' } })
    expect(Object.keys(file.data[0]!)).toEqual(['id', 'key', 'labels', 'value', 'value_type', 'status'])
    // No terminal, no progress: only the summary.
    expect(await config('import', path.join(dir, 'all.json'), '--app', 'other')).toEqual({
      code: 0,
      out: '',
      err: '205 imported, 0 not\n'
    })
    expect(await admin.list({ app: 'other' })).toHaveLength(205)
    const again = await config('import', path.join(dir, 'all.json'), '--override', 'skip', '--json')
    expect(again.code).toBe(1)
    const { success, failures } = JSON.parse(again.out) as { success: number; failures: { code: string }[] }
    expect([success, failures.length, failures[0]?.code]).toEqual([0, 205, '400004'])
  })

  test('F-036: an export file of the field', async () => {
    const file = {
      metadata: { version: '1.0.0', annotations: {} },
      data: [
        {
          id: '1',
          key: 'cse.darklaunch.policy.weather',
          value: '{}',
          labels: { app: 'default', environment: '' },
          value_type: 'text',
          status: 'enabled'
        },
        {
          id: '2',
          key: 'servicecomb.routeRule.weather',
          value: '---\n- precedence: 1\n',
          labels: { app: 'default', environment: '' },
          value_type: 'text',
          status: 'enabled'
        }
      ]
    }
    writeFileSync(path.join(dir, 'f036.json'), JSON.stringify(file))
    expect(await config('import', path.join(dir, 'f036.json'))).toMatchObject({
      code: 0,
      err: '2 imported, 0 not\n'
    })
  })

  test('what the centre does not take is listed, code 1', async () => {
    writeFileSync(
      path.join(dir, 'bad.json'),
      JSON.stringify([
        { key: 'good', value: '1' },
        { key: 'b a d', value: '1' }
      ])
    )
    const { code, out, err } = await config('import', path.join(dir, 'bad.json'))
    expect(code).toBe(1)
    expect(out).toMatch(/^KEY +LABELS +CODE +MESSAGE\nb a d +environment= +400001 +validate failed/)
    expect(err).toBe('1 imported, 1 not\nchassis: 1 of 2 documents were not taken\n')
  })
})

describe('wrong use and absent engines are one line and code 2', () => {
  test.each([
    [['set', 'k'], 'chassis: there is no value: write it behind the key, or give --file'],
    [['set', 'k', 'v', '--file', 'f'], 'chassis: give a value or --file, not both'],
    [['set', 'k', '-x'], "error: unknown option '-x'; a value that begins with - stands last, behind --"],
    [['list', '--kie', '31100'], 'chassis: CHS_CONFIG_INVALID: `--kie`: "31100" is a port alone; write http'],
    [['set', 'k', 'v', '--type', 'toml'], 'chassis: --type toml: expected one of'],
    [['set', 'k', 'v', '--version', '1.0.0'], 'chassis: --version goes with --service'],
    [['list', '--label', 'x'], 'chassis: --label x: write name=value'],
    [['import', 'nowhere.json'], 'chassis: nowhere.json cannot be read: ENOENT'],
    [['set', 'b a d', 'v'], 'chassis: CHS_CONFIG_REFUSED: '],
    [['list', '--project', 'a_'], 'chassis: CHS_CONFIG_REFUSED: ']
  ])('%j', async (args, message) => {
    const { code, out, err } = await config(...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^[^\n]*\n$/)
    expect(err.startsWith(message), err).toBe(true)
  })

  test('import of a file with policies', async () => {
    const file = path.join(dir, 'policies.yaml')
    writeFileSync(file, 'servicecomb:\n  rateLimiting: {}\n')
    const { code, err } = await config('import', file)
    expect(code).toBe(2)
    expect(err).toContain(
      'policies.yaml is no JSON; import takes what export writes; policies and rules are set key by key'
    )
    expect(err).toMatch(/^[^\n]*\n$/)
  })

  test('a registry in the place of the centre', async () => {
    const { code, err } = await run('list', '--kie', engine.registryUrl)
    expect(code).toBe(2)
    expect(err).toMatch(/answered 404[^\n]* Is that the configuration centre\?[^\n]*30110[^\n]*\n$/)
  })

  test('nobody there', async () => {
    const { code, out, err } = await run('list', '--kie', 'http://127.0.0.1:1')
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/^chassis: CHS_CONFIG_UNAVAILABLE: [^\n]*127\.0\.0\.1:1[^\n]*`--kie`[^\n]*\n$/)
  })
})
