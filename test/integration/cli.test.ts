import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createEngine } from '@node-chassis/engine'
import type { Engine } from '@node-chassis/engine'
import { silentLogger } from '@node-chassis/core'
import { startProgram, startRawUpstream } from '@node-chassis/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createChassis } from 'node-chassis'
import type { Chassis } from 'node-chassis'

const MAIN = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url))

async function chassis(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, ['--conditions=@node-chassis/source', MAIN, ...args])
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const [code] = (await once(child, 'close')) as [number]
  return { code, out, err }
}

let engine: Engine
let order: Chassis

beforeAll(async () => {
  engine = await createEngine()
  order = createChassis({
    service: { name: 'order', version: '1.0.0' },
    config: { 'servicecomb.registry.sc.address': engine.registryUrl },
    log: silentLogger
  })
  await order.serve(
    (request, response) => {
      response.statusCode = request.url === '/missing' ? 404 : 200
      response.end(`${request.method} ${request.url} ${String(request.headers['x-user'] ?? '')}`)
    },
    { host: '127.0.0.1', port: 0 }
  )
})

afterAll(async () => {
  await order.close({ waitMs: 0 })
  await engine.close()
})

describe('chassis engine', () => {
  test('prints its addresses when both ports listen and ends with code 0 on SIGTERM', async () => {
    const program = await startProgram(MAIN, { args: ['engine', '--sc-port', '0', '--kie-port', '0'] })
    const [registry, config] = program.ready
    expect((await fetch(`${registry}/v4/default/registry/health`)).status).toBe(200)
    expect((await fetch(`${config}/v1/health`)).status).toBe(200)
    expect(await program.kill('SIGTERM')).toMatchObject({ code: 0 })
  })

  test('with --nacos-port its URL is the third, and gRPC is 1000 ports above it', async () => {
    const ports = ['--sc-port', '0', '--kie-port', '0', '--nacos-port', '0']
    const lines: string[] = []
    const program = await startProgram(MAIN, {
      args: ['engine', ...ports, '--nacos-api', '2.5'],
      onLine: (line) => lines.push(line)
    })
    const nacos = program.ready[2] as string
    const state = await fetch(`${nacos}/nacos/v1/console/server/state`)
    expect(await state.json()).toMatchObject({ version: '2.5.1' })
    const port = Number(new URL(nacos).port)
    expect(lines).toContain(`nacos: HTTP on port ${port}, gRPC on port ${port + 1000}`)
    expect(await program.kill('SIGTERM')).toMatchObject({ code: 0 })
  })

  test.each([
    [['--sc-port', '99999'], 'chassis: --sc-port 99999: must be a port, 0 to 65535'],
    [['--quota', 'instance=1'], 'chassis: --quota instance=1: must be service=N or config=N'],
    [['--seed', '/no/such/file'], 'engine: --seed /no/such/file: cannot be read (ENOENT'],
    [['--faults', '/no/such/file'], 'engine: --faults /no/such/file: cannot be read (ENOENT'],
    [['--faults', MAIN], `engine: --faults ${MAIN}: Unexpected token`],
    [['--data', MAIN], `engine: data directory ${MAIN}: EEXIST`],
    [['--nacos-api', '2.5'], 'chassis: --nacos-api needs --nacos-port'],
    [
      ['--nacos-port', '65000'],
      'engine: port 65000 for Nacos is too high: its gRPC port is 1000 above it; choose 64535 at most'
    ],
    [
      ['--nacos-port', '0', '--nacos-password-file', '/no/such/file'],
      'engine: the password of Nacos cannot be had from /no/such/file (ENOENT'
    ],
    [['--nope'], "error: unknown option '--nope'"]
  ])('%j is wrong use: one line and code 2', async (flags, line) => {
    const { code, out, err } = await chassis('engine', '--sc-port', '0', '--kie-port', '0', ...flags)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err.startsWith(line)).toBe(true)
    expect(err.split('\n')).toHaveLength(2)
  })

  test('--rbac asks for a token, and for the file with the password of root', async () => {
    expect(await chassis('engine', '--rbac')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--rbac needs --root-password-file')
    })
    const folder = await mkdtemp(join(tmpdir(), 'cli-rbac-'))
    const file = join(folder, 'password')
    await writeFile(file, 'Pass_word1')
    const ports = ['--sc-port', '0', '--kie-port', '0']
    const program = await startProgram(MAIN, {
      args: ['engine', ...ports, '--rbac', '--root-password-file', file]
    })
    const [registry, config] = program.ready
    expect((await fetch(`${registry}/v4/default/registry/microservices`)).status).toBe(401)
    expect((await fetch(`${config}/v1/default/kie/kv`)).status).toBe(401)
    expect(await program.kill('SIGTERM')).toMatchObject({ code: 0 })
    await rm(folder, { recursive: true })
  })

  test('a port in use is said in one line', async () => {
    await using taken = await startRawUpstream(() => {})
    const { code, err } = await chassis('engine', '--sc-port', String(taken.port), '--kie-port', '0')
    expect(code).toBe(2)
    expect(err).toMatch(new RegExp(`^engine: port ${taken.port} on 127\\.0\\.0\\.1 is in use[^\n]*\n$`))
  })
})

describe('chassis services', () => {
  test('shows a table, or JSON', async () => {
    const shown = await chassis('services', '--sc', engine.registryUrl)
    expect(shown).toMatchObject({ code: 0, err: '' })
    expect(shown.out).toMatch(/^SERVICE +VERSION +APP +ENVIRONMENT +UP +ENDPOINTS\n/)
    expect(shown.out).toMatch(/order +1\.0\.0 +default +1\/1 +rest:\/\/127/)
    const json = JSON.parse((await chassis('services', '--sc', engine.registryUrl, '--json')).out) as object[]
    expect(json).toContainEqual(
      expect.objectContaining({ service: 'order', version: '1.0.0', up: 1, instances: 1 })
    )
  })

  test('a registry that is away is said in one line, code 2', async () => {
    const { code, out, err } = await chassis('services', '--sc', 'http://127.0.0.1:1')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^chassis: CHS_REGISTRY_UNAVAILABLE: [^\n]*127\.0\.0\.1:1[^\n]*\n$/)
  })
})

describe('chassis call', () => {
  const flags = (): string[] => ['--sc', engine.registryUrl, '--kie', engine.configUrl]

  test('the answer goes to standard output, the explanation to standard error', async () => {
    const { code, out, err } = await chassis(
      'call',
      'order',
      '/orders/42?a=1',
      '-H',
      'X-User: beta',
      ...flags()
    )
    expect({ code, out }).toEqual({ code: 0, out: 'GET /orders/42?a=1 beta\n' })
    expect(err).toMatch(
      /^status: 200\nGET \/orders\/42 to 'order': no policy applies; 1 of 1 instances can be called\n/
    )
    expect(err).toMatch(/\nroute: no rule/)
    expect(err).toContain(`yes ${order.instanceId} 1.0.0`)
  })

  test('an answer that is an error, or nobody to call, is "no": code 1', async () => {
    expect(await chassis('call', 'order', '/missing', ...flags())).toMatchObject({ code: 1 })
    const nobody = await chassis('call', 'oder', '/', ...flags())
    expect(nobody).toMatchObject({ code: 1, out: '', err: expect.stringContaining('CHS_NO_INSTANCE') })
  })

  test('--explain sends nothing, --json gives one object', async () => {
    const { code, out } = await chassis('call', 'order', '/orders/42', '--explain', '--json', ...flags())
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      explanation: { service: 'order', plan: 'loadBalance(RoundRobin)' }
    })
    expect(JSON.parse(out)).not.toHaveProperty('body')
  })

  test('wrong use is code 2', async () => {
    expect(await chassis('call', 'order', ...flags())).toMatchObject({ code: 2 })
    expect(await chassis('call', 'order', '/', '-H', 'nonsense', ...flags())).toMatchObject({ code: 2 })
    expect(await chassis('nonsense')).toMatchObject({ code: 2 })
  })
})

describe('chassis policy check', () => {
  const file = (name: string): string =>
    fileURLToPath(new URL(`../../packages/governance/test-data/cases/${name}`, import.meta.url))

  test.each([
    ['policy-isolation-order.yaml', [], 0, /^good: 6 of 6 policies, groups and rules in force/],
    [
      'policy-period-in-ms.yaml',
      [],
      0,
      /^usable: .*\n\S+:10: warning: servicecomb\.rateLimiting\.allOperation: /
    ],
    ['policy-period-in-ms.yaml', ['--strict'], 1, /^usable: /],
    [
      'group-header-misindented.yaml',
      [],
      1,
      /^wrong: .*\n\S+:10: error: servicecomb\.matchGroup\.userLoginAction: /
    ]
  ])('%s %j: code %i', async (name, flags, code, said) => {
    const run = await chassis('policy', 'check', file(name), ...flags)
    expect(run).toMatchObject({ code, err: '' })
    expect(run.out).toMatch(said)
  })

  test('--json gives one object, a missing file code 2', async () => {
    const { out } = await chassis('policy', 'check', file('policy-period-in-ms.yaml'), '--json')
    expect(JSON.parse(out)).toMatchObject({
      errors: 0,
      warnings: 1,
      findings: [{ line: 10, severity: 'warning' }]
    })
    expect(await chassis('policy', 'check', 'nowhere.yaml')).toMatchObject({
      code: 2,
      out: '',
      err: 'chassis: nowhere.yaml cannot be read (ENOENT)\n'
    })
  })
})
