import path from 'node:path'
import { startEngine, startProgram } from '@node-chassis/testing'
import type { EngineProcess, Program } from '@node-chassis/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'

let engine: EngineProcess
const programs: Program[] = []

async function start(name: string, more: Readonly<Record<string, string>> = {}): Promise<Program> {
  const program = await startProgram(path.join(import.meta.dirname, `src/${name}.ts`), {
    cwd: import.meta.dirname,
    env: {
      SERVICECOMB_REGISTRY_SC_ADDRESS: engine.registryUrl,
      SERVICECOMB_KIE_SERVERURI: engine.configUrl,
      SERVICECOMB_BOOT_TURNDOWN_WAITINSECONDS: '0',
      LOG_LEVEL: 'warn',
      ...more
    }
  })
  programs.push(program)
  return program
}

beforeAll(async () => {
  engine = await startEngine()
})

afterAll(async () => {
  await Promise.all(programs.map((program) => program.kill('SIGKILL')))
  await engine.kill()
})

test('the lane that the gateway chose holds over three hops, and nobody outside chooses it', async () => {
  await start('order')
  const gray = await start('order', { SERVICECOMB_SERVICE_VERSION: '2.0.0' })
  await start('shop')
  const gateway = await start('gateway')
  const buy = async (headers: Record<string, string>): Promise<unknown> =>
    (await fetch(`${gateway.ready[0]}/buy/42`, { headers })).json()

  const base = { shop: '1.0.0', order: '1.0.0', lane: 'base' }
  for (let i = 0; i < 4; i++) expect(await buy({})).toEqual(base)
  for (let i = 0; i < 4; i++)
    expect(await buy({ cookie: 'a=b; beta=yes' })).toEqual({ shop: '1.0.0', order: '2.0.0', lane: 'gray' })
  const forged = { 'x-cse-context': '{"x-lane":"gray"}', 'x-invocation-context': '{"x-lane":"gray"}' }
  expect(await buy(forged)).toEqual(base)

  // It left at once, without the wait that lets everybody hear of it first: a call that had chosen the gray group
  // stays with it and may fail; from then on the group is empty, and the lane falls back.
  expect(await gray.kill()).toEqual({ code: 0, signal: null })
  await expect
    .poll(() => buy({ cookie: 'beta=yes' }).catch(() => undefined))
    .toEqual({ ...base, lane: 'gray' })
})
