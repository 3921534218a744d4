import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { runProgram } from '@node-chassis/cli'
import { silentLogger, systemEnv } from '@node-chassis/core'
import { createEngine } from '@node-chassis/engine'
import type { Engine } from '@node-chassis/engine'
import { createRegistryClient } from '@node-chassis/registry-client'
import type { RegistryClient } from '@node-chassis/registry-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ME, idle } from './registry-client-script.ts'
import { until } from './scripted-engine.ts'

// The commands that look into a registry, on the client.

const MAIN = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url))
const dir = mkdtempSync(path.join(tmpdir(), 'chs-cli-registry-'))
let engine: Engine
const clients: RegistryClient[] = []

async function provide(service: string, more: object = {}): Promise<RegistryClient> {
  const client = createRegistryClient({ env: systemEnv(silentLogger), addresses: [engine.registryUrl] })
  clients.push(client)
  await client.registrar.register({ ...ME, service, ...more }, idle)
  return client
}

beforeAll(async () => {
  engine = await createEngine()
  await provide('order', { dataCenter: 'dc', region: 'r', zone: 'z' })
  await provide('order', { version: '2.0.0', status: 'DOWN', endpoints: ['rest://127.0.0.1:8082'] })
  await provide('both', { app: 'mall' })
  await provide('both', { app: 'shop', environment: 'testing' })
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
  const where = args.includes('--sc') ? [] : ['--sc', engine.registryUrl]
  await runProgram([...args, ...where], {
    out: (text) => out.push(text),
    err: (text) => err.push(text)
  })
  const code = Number(process.exitCode ?? 0)
  process.exitCode = before
  return { code, out: out.join('\n'), err: err.join('\n') }
}

describe('chassis instances', () => {
  test('all versions and statuses, as a table', async () => {
    const { code, out, err } = await chassis('instances', 'order')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^INSTANCE +VERSION +STATUS +APP +ENVIRONMENT +ZONE +REGISTERED +ENDPOINTS\n/)
    expect(out).toMatch(/[0-9a-f]{32} +1\.0\.0 +UP +shop +r\/z +20\d\d-\S+Z +rest:\/\/127\.0\.0\.1:8080/)
    expect(out).toMatch(/[0-9a-f]{32} +2\.0\.0 +DOWN +shop +\S+Z +rest:\/\/127\.0\.0\.1:8082/)
  })

  test('as JSON', async () => {
    const { code, out } = await chassis('instances', 'order', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual([
      expect.objectContaining({
        version: '1.0.0',
        status: 'UP',
        region: 'r',
        zone: 'z',
        properties: { team: 'a', lane: 'blue' }
      }),
      expect.objectContaining({ version: '2.0.0', status: 'DOWN', framework: 'node-chassis' })
    ])
  })

  test('--app and --environment narrow it down', async () => {
    const all = await chassis('instances', 'both', '--json')
    expect(JSON.parse(all.out)).toHaveLength(2)
    const one = await chassis('instances', 'both', '--json', '--environment', 'testing')
    expect(JSON.parse(one.out)).toMatchObject([{ app: 'shop', environment: 'testing' }])
    const none = await chassis('instances', 'both', '--app', 'other')
    expect(none).toMatchObject({
      code: 1,
      err: 'chassis: the registry knows no service "both"; it is there as mall/1.0.0, shop/testing/1.0.0'
    })
  })

  test('an unknown one is a "no" that names what looks alike', async () => {
    expect(await chassis('instances', 'ORDER')).toEqual({
      code: 1,
      out: '',
      err: 'chassis: the registry knows no service "ORDER"; there is order'
    })
  })

  test('nobody runs it: code 1, and an empty list', async () => {
    const gone = await provide('gone')
    await gone.registrar.deregister()
    expect(await chassis('instances', 'gone', '--json')).toEqual({
      code: 1,
      out: '[]',
      err: 'chassis: service "gone" has no instance'
    })
  })

  test('a registry that is away: one line, code 2', async () => {
    const { code, out, err } = await chassis('instances', 'order', '--sc', 'http://127.0.0.1:1')
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/^chassis: CHS_REGISTRY_UNAVAILABLE: [^\n]*127\.0\.0\.1:1[^\n]*$/)
  })
})

describe('chassis watch', () => {
  function watch(...args: string[]) {
    const child = spawn(process.execPath, [
      '--conditions=@node-chassis/source',
      MAIN,
      'watch',
      ...args,
      '--sc',
      engine.registryUrl
    ])
    const seen = { out: '', err: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => (seen.out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (seen.err += text))
    return {
      seen,
      lines: () => seen.out.split('\n').filter((line) => line !== ''),
      async stop(): Promise<number> {
        const closed = once(child, 'close') as Promise<[number]>
        child.kill('SIGINT')
        return (await closed)[0]
      }
    }
  }

  test('what is there, and each change, until it is interrupted', async () => {
    const first = await provide('seen')
    const watching = watch('seen')
    await until(() => watching.lines().length === 1)
    await first.registrar.setStatus('DOWN')
    await until(() => watching.lines().length === 2)
    const second = await provide('seen', { endpoints: ['rest://127.0.0.1:8081'] })
    await until(() => watching.lines().length === 3)
    await first.registrar.deregister()
    await until(() => watching.lines().length === 4)
    expect(await watching.stop()).toBe(0)
    const [a, b] = [first, second].map(({ registrar }) => registrar.identity?.instanceId)
    expect(a).toBeUndefined()
    const id = watching.lines()[0]!.split('  ')[1]!
    expect(watching.lines()).toEqual([
      `+  ${id}  1.0.0  UP  rest://127.0.0.1:8080`,
      `~  ${id}  1.0.0  DOWN  rest://127.0.0.1:8080  (status)`,
      `+  ${b}  1.0.0  UP  rest://127.0.0.1:8081`,
      `-  ${id}  1.0.0  DOWN  rest://127.0.0.1:8080`
    ])
    expect(watching.seen.err).toBe('')
  })

  test('a service that is not there yet is waited for; --json', async () => {
    const watching = watch('later', '--app', 'shop', '--json')
    await until(() => watching.seen.err !== '')
    expect(watching.seen.err).toBe(
      'chassis: the registry does not know service "later" of application "shop"\n'
    )
    await provide('later')
    await until(() => watching.lines().length === 1)
    expect(await watching.stop()).toBe(0)
    expect(JSON.parse(watching.lines()[0]!)).toMatchObject({
      change: 'added',
      instance: { service: 'later', status: 'UP' }
    })
  })

  test.each([
    [['both'], /^chassis: service "both" is in several places; say --app mall [^\n]* or --app shop /],
    [['order', '--interval', '0'], /^chassis: --interval 0: must be 1 to 3600 seconds$/]
  ])('%j is wrong use: one line and code 2', async (args, line) => {
    const { code, out, err } = await chassis('watch', ...args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(line)
    expect(err.split('\n')).toHaveLength(1)
  })
})

describe('chassis schemas', () => {
  const file = (name: string, content: string): string => {
    const at = path.join(dir, name)
    writeFileSync(at, content)
    return at
  }

  test('uploads what is missing or differs', async () => {
    const files = [file('hello.yaml', 'openapi: 3.0.0'), file('bye.json', '{}')]
    const first = await chassis('schemas', 'order', ...files, '--service-version', '1.0.0')
    expect(first).toEqual({ code: 0, out: '', err: '2 uploaded, 0 unchanged, 0 refused' })
    file('bye.json', '{"openapi":"3.1.0"}')
    const second = await chassis('schemas', 'order', ...files, '--service-version', '1.0.0', '--json')
    expect(JSON.parse(second.out)).toEqual({ uploaded: ['bye'], unchanged: ['hello'], refused: [] })
  })

  test.each([
    [['none', 'x.yaml'], 2, /x\.yaml cannot be read: ENOENT/],
    [['order'], 2, /missing required argument 'files'/]
  ])('%j: code %i', async (args, code, line) => {
    const result = await chassis('schemas', ...args)
    expect(result.code).toBe(code)
    expect(result.err).toMatch(line)
  })

  test('several versions: the line says how to choose', async () => {
    const { code, err } = await chassis('schemas', 'order', file('a.yaml', 'a'))
    expect(code).toBe(2)
    expect(err).toBe(
      'chassis: "order" is there as shop/1.0.0, shop/2.0.0; say --service-version, --app or --environment'
    )
  })

  test('a refusal is a "no"', async () => {
    await using locked = await createEngine({ schemaChanges: false })
    const client = createRegistryClient({ env: systemEnv(silentLogger), addresses: [locked.registryUrl] })
    clients.push(client)
    await client.registrar.register(ME, idle)
    const { code, err } = await chassis('schemas', 'cart', file('a.yaml', 'a'), '--sc', locked.registryUrl)
    expect(code).toBe(1)
    expect(err).toContain('the registry did not take schema "a"')
    expect(err).toContain('chassis: not taken: a')
  })
})
