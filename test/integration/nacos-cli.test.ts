import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger } from '@node-chassis/core'
import { createEngine } from '@node-chassis/engine'
import type { Engine } from '@node-chassis/engine'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createChassis } from 'node-chassis'
import type { Chassis } from 'node-chassis'
import { runProgram } from '../../packages/cli/src/program.ts'

// `chassis services|instances|config … --nacos`, in this process.

let engine: Engine
let order: Chassis
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nacos-cli-'))
  await writeFile(join(folder, 'password'), 'right\n')
  engine = await createEngine({ nacos: { auth: { users: { nacos: 'right' } } } })
  order = createChassis({
    service: { name: 'order', version: '1.2.0' },
    config: {
      'servicecomb.nacos.discovery.serverAddr': engine.nacos!.url,
      'servicecomb.nacos.username': 'nacos',
      'servicecomb.nacos.password': 'right',
      'servicecomb.snapshot.enabled': false
    },
    log: silentLogger
  })
  await order.serve((_request, response) => response.end(), { host: '127.0.0.1', port: 0 })
})

afterAll(async () => {
  await order.close({ waitMs: 0 })
  await engine.close()
  await rm(folder, { recursive: true })
})

async function chassis(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', '']
  const before = process.exitCode
  process.exitCode = 0
  const access = [
    '--nacos',
    engine.nacos!.url,
    '--user',
    'nacos',
    '--password-file',
    join(folder, 'password')
  ]
  await runProgram([...args, ...access], { out: (text) => (out += text), err: (text) => (err += text) })
  const code = Number(process.exitCode)
  process.exitCode = before
  return { code, out, err }
}

test('services and instances', async () => {
  const services = await chassis('services')
  expect(services).toMatchObject({ code: 0, err: '' })
  expect(services.out).toMatch(
    /^SERVICE +GROUP +VERSIONS +UP +ENDPOINTS\norder +DEFAULT_GROUP +1\.2\.0 +1\/1 +127\.0\.0\.1:\d+$/
  )
  const instances = await chassis('instances', 'order', '--json')
  expect(JSON.parse(instances.out)).toMatchObject([
    { ip: '127.0.0.1', clusterName: 'DEFAULT', healthy: true }
  ])
  expect((await chassis('instances', 'order')).out).toContain('yes')
  expect(await chassis('instances', 'nobody')).toMatchObject({ code: 1 })
})

describe('config', () => {
  test('set, get, list, delete', async () => {
    await writeFile(join(folder, 'shop.yaml'), 'a: 1\n')
    expect(await chassis('config', 'get', 'shop.yaml')).toMatchObject({
      code: 1,
      err: 'chassis: there is no shop.yaml in group DEFAULT_GROUP'
    })
    const set = await chassis(
      'config',
      'set',
      'shop.yaml',
      '--file',
      join(folder, 'shop.yaml'),
      '--type',
      'yaml'
    )
    expect(set).toMatchObject({ code: 0, out: 'shop.yaml set in group DEFAULT_GROUP' })
    await expect.poll(async () => (await chassis('config', 'get', 'shop.yaml')).out).toBe('a: 1\n')
    const { out } = await chassis('config', 'get', 'shop.yaml', '--json')
    expect(JSON.parse(out)).toMatchObject({ dataId: 'shop.yaml', type: 'yaml', content: 'a: 1\n' })
    expect(await chassis('config', 'list', 'sh*')).toMatchObject({ code: 0, out: 'shop.yaml' })
    expect(await chassis('config', 'delete', 'shop.yaml')).toMatchObject({
      code: 0,
      out: 'shop.yaml deleted'
    })
    await expect.poll(async () => (await chassis('config', 'delete', 'shop.yaml')).code).toBe(1)
  })

  test.each([
    [['config', 'set', 'a b', 'x'], 'dataId'],
    [['config', 'set', 'a'], '--file'],
    [['config', 'set', 'a', 'x', '--type', 'ini'], '--type'],
    [['services', '--namespace', 'a b'], '--namespace']
  ])('%j is wrong use', async (args, named) => {
    const { code, err } = await chassis(...args)
    expect(code).toBe(2)
    expect(err).toContain(named)
  })
})

test('a server that is away: code 2 and one line', async () => {
  let err = ''
  const before = process.exitCode
  await runProgram(['services', '--nacos', '127.0.0.1:1'], { out() {}, err: (text) => (err += text) })
  expect(process.exitCode).toBe(2)
  process.exitCode = before
  expect(err).toMatch(/^chassis: CHS_REGISTRY_UNAVAILABLE: No Nacos server answers.*--nacos/)
})
