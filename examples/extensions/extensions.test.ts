import path from 'node:path'
import { startEngine, startProgram } from '@node-chassis/testing'
import type { EngineProcess } from '@node-chassis/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'

let engine: EngineProcess

beforeAll(async () => {
  engine = await startEngine()
})

afterAll(async () => {
  await engine.kill()
})

test('a policy names a matcher and a balancer of the application', async () => {
  const start = (name: string, more: Record<string, string>) =>
    startProgram(path.join(import.meta.dirname, `src/${name}.ts`), {
      cwd: import.meta.dirname,
      env: {
        SERVICECOMB_REGISTRY_SC_ADDRESS: engine.registryUrl,
        SERVICECOMB_KIE_SERVERURI: engine.configUrl,
        SERVICECOMB_BOOT_TURNDOWN_WAITINSECONDS: '0',
        LOG_LEVEL: 'warn',
        ...more
      }
    })
  await using near = await start('order', { DISTANCE: '1' })
  await using far = await start('order', { DISTANCE: '9' })
  expect([near.ready.length, far.ready.length]).toEqual([1, 1])
  const lines: string[] = []
  // It prints no `ready` line: what counts is what it says until it ends.
  const shop = startProgram(path.join(import.meta.dirname, 'src/shop.ts'), {
    cwd: import.meta.dirname,
    env: {
      SERVICECOMB_REGISTRY_SC_ADDRESS: engine.registryUrl,
      SERVICECOMB_KIE_SERVERURI: engine.configUrl,
      LOG_LEVEL: 'warn'
    },
    onLine: (line) => void lines.push(line)
  })
  await expect(shop).rejects.toThrow('ended before it was ready (code 0')
  expect(lines).toEqual(['gold: distance 1', 'silver: distance 1 and distance 9'])
})
