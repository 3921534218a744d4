import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { createEngine } from '@node-chassis/engine'
import { expect, test } from 'vitest'
import { startDiscount } from './src/discount.ts'

const SEED = path.join(import.meta.dirname, 'seed.yaml')
const FAULTS = path.join(import.meta.dirname, 'faults.json')

test('a service and its engine in one test', async () => {
  await using engine = await createEngine({ seed: { name: 'seed.yaml', text: readFileSync(SEED, 'utf8') } })
  const discount = await startDiscount({
    'servicecomb.registry.sc.address': engine.registryUrl,
    'servicecomb.kie.serverUri': engine.configUrl
  })
  const find = `${engine.registryUrl}/v4/default/registry/instances?appId=default&serviceName=discount`
  const { instances } = (await (await fetch(find)).json()) as {
    instances: { status: string; endpoints: string[] }[]
  }
  expect(instances.map(({ status }) => status)).toEqual(['UP'])
  const address = instances[0]!.endpoints[0]!.replace(/^rest/, 'http')
  const percent = async (): Promise<string> => (await fetch(address)).text()
  expect(await percent()).toBe('5')

  // A change reaches the service by its long poll.
  const kv = `${engine.configUrl}/v1/default/kie/kv`
  const { data } = (await (await fetch(`${kv}?key=discount.percent`)).json()) as { data: { id: string }[] }
  await fetch(`${kv}/${data[0]!.id}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ value: '10' })
  })
  await expect.poll(percent).toBe('10')
  await discount.close({ waitMs: 0 })
  // Whoever goes says so: nothing is left to be called.
  expect(await (await fetch(find)).json()).toEqual({})
})

test('the same as a program, with the failures of a file', async () => {
  // `chassis engine` takes the same flags.
  const program = createRequire(import.meta.url).resolve('@node-chassis/engine/process')
  const args = ['--sc-port', '0', '--kie-port', '0', '--seed', SEED, '--faults', FAULTS]
  const child = spawn(process.execPath, ['--conditions=@node-chassis/source', program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const [, registry = '', config = ''] = line.toString('utf8').trim().split(' ')
  const statuses: number[] = []
  for (let i = 0; i < 3; i++) statuses.push((await fetch(`${registry}/v4/default/registry/version`)).status)
  expect(statuses).toEqual([429, 429, 200])
  await expect(fetch(`${config}/v1/health`)).rejects.toThrow('fetch failed')
  expect(await (await fetch(`${config}/v1/health`)).json()).toMatchObject({ total_kv_count: 1 })
  const exited = once(child, 'exit')
  child.kill()
  expect(await exited).toEqual([0, null])
})
