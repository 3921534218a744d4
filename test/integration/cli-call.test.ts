import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { runProgram } from '@node-chassis/cli'
import { silentLogger, systemEnv } from '@node-chassis/core'
import { createEngine } from '@node-chassis/engine'
import type { Engine } from '@node-chassis/engine'
import { createRegistryClient } from '@node-chassis/registry-client'
import type { RegistryClient } from '@node-chassis/registry-client'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ME, idle } from './registry-client-script.ts'

// `chassis call` in this process: what an explanation waits for, and whose application it is.

const dir = mkdtempSync(path.join(tmpdir(), 'chs-cli-call-'))
const AWAY = 'http://127.0.0.1:1'
let engine: Engine
const clients: RegistryClient[] = []

async function provide(version: string, port: number): Promise<void> {
  const client = createRegistryClient({ env: systemEnv(silentLogger), addresses: [engine.registryUrl] })
  clients.push(client)
  const endpoints = [`rest://127.0.0.1:${port}`]
  await client.registrar.register({ ...ME, app: 'mall', service: 'order', version, endpoints }, idle)
}

beforeAll(async () => {
  engine = await createEngine({ env: systemEnv(silentLogger) })
  await provide('1.0.0', 8081)
  await provide('2.0.0', 8082)
})
afterEach(() => {
  delete process.env['CHASSIS_CONF_DIR']
})
afterAll(async () => {
  for (const client of clients) await client.close()
  await engine.close()
  rmSync(dir, { recursive: true })
})

async function chassis(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []]
  const before = process.exitCode
  process.exitCode = undefined
  await runProgram(args, { out: (text) => out.push(text), err: (text) => err.push(text) })
  const code = Number(process.exitCode ?? 0)
  process.exitCode = before
  return { code, out: out.join('\n'), err: err.join('\n') }
}

const at = (): string[] => ['--sc', engine.registryUrl, '--kie', engine.configUrl]

describe('call --explain waits for the first list', () => {
  test('and is about the instances that there are', async () => {
    const rule = '- precedence: 1\n  route: [{ tags: { version: 2.0.0 }, weight: 100 }]'
    await chassis('config', 'set', 'servicecomb.routeRule.order', rule, '--app', 'mall', ...at())
    const { code, err } = await chassis('call', 'order', '/x', '--explain', '--app', 'mall', ...at())
    expect(code).toBe(0)
    expect(err).toMatch(/^GET \/x to 'order': no policy applies; 2 of 2 instances can be called/)
    expect(err).toMatch(/version=2\.0\.0 weight 100: [0-9a-f]{32}\n/)
    expect(err).not.toMatch(/nobody|has no instance/)
  })

  test('of another application too', async () => {
    const { err } = await chassis('call', 'mall:order', '/x', '--explain', '--app', 'shop', ...at())
    expect(err).toMatch(/ of 2 instances can be called/)
  })

  test.each([
    ['ordr', 'the registry knows no service "ordr"'],
    ['orde', 'the registry knows no service "orde"; there is order'],
    ['shop:order', 'the registry knows no service "order"; it is there as mall/1.0.0, mall/2.0.0']
  ])('a name that nobody knows, %s, is a "no"', async (name, said) => {
    const ended = await chassis('call', name, '/x', '--explain', '--app', 'mall', ...at())
    expect(ended).toEqual({ code: 1, out: '', err: `chassis: ${said}` })
  })

  test('a registry that is away, one that is none, a port alone', async () => {
    const explain = (sc: string) =>
      chassis('call', 'order', '/x', '--explain', '--sc', sc, '--kie', engine.configUrl)
    expect(await explain(AWAY)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^chassis: CHS_REGISTRY_UNAVAILABLE: [^\n]*127\.0\.0\.1:1[^\n]*$/) as string
    })
    expect((await explain(engine.configUrl)).err).toMatch(/ is that the registry\? Its port is mostly 30100/)
    expect((await explain('31100')).err).toMatch(
      /"31100" is a port alone; write http:\/\/127\.0\.0\.1:31100$/
    )
  })
})

test('a call that nobody answers says why the registry did not', async () => {
  const { code, err } = await chassis('call', 'order', '/x', '--sc', AWAY, '--kie', engine.configUrl)
  expect(code).toBe(1)
  expect(err).toMatch(/CHS_NO_INSTANCE: .* CHS_REGISTRY_UNAVAILABLE: .*127\.0\.0\.1:1/)
})

test('the application of a folder is that of the caller, unless --app says another', async () => {
  writeFileSync(path.join(dir, 'application.yaml'), 'servicecomb: { service: { application: mall } }')
  process.env['CHASSIS_CONF_DIR'] = dir
  const own = await chassis('call', 'order', '/x', '--explain', ...at())
  expect(own.err).toMatch(/ of 2 instances can be called/)
  const other = await chassis('call', 'order', '/x', '--explain', '--app', 'shop', ...at())
  expect(other).toMatchObject({ code: 1, err: expect.stringContaining('it is there as mall/') as string })
})

test('services of an address that is no registry', async () => {
  const { code, err } = await chassis('services', '--sc', engine.configUrl)
  expect(code).toBe(2)
  expect(err).toMatch(/ is that the registry\? Its port is mostly 30100, and 30110 that of the config[^\n]*$/)
})

test('--version is that of the program, and before a command alone', async () => {
  expect(await chassis('--version')).toEqual({ code: 0, out: '0.1.0', err: '' })
  const set = await chassis('config', 'set', 'k', 'v', '--service', 's', '--version', '1.2.3', ...at())
  expect(set.out).toBe('k set (app=default,environment=,service=s,version=1.2.3)')
})

test('engine --port: there are two', async () => {
  const { code, err } = await chassis('engine', '--port', '0')
  expect([code, err]).toEqual([
    2,
    'chassis: an engine has two ports: --sc-port (the registry) and --kie-port (the configuration centre)'
  ])
})
