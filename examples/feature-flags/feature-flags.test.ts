import path from 'node:path'
import { startEngine, startProgram } from '@node-chassis/testing'
import { expect, test, vi } from 'vitest'

test('a flag changes without a restart, and a value that does not fit changes nothing', async () => {
  await using engine = await startEngine()
  await using shop = await startProgram(path.join(import.meta.dirname, 'src/shop.ts'), {
    cwd: import.meta.dirname,
    env: {
      SERVICECOMB_REGISTRY_SC_ADDRESS: engine.registryUrl,
      SERVICECOMB_KIE_SERVERURI: engine.configUrl,
      SERVICECOMB_BOOT_TURNDOWN_WAITINSECONDS: '0',
      LOG_LEVEL: 'warn'
    }
  })
  const set = async (key: string, value: string): Promise<void> => {
    const answer = await fetch(`${engine.configUrl}/v1/default/kie/kv`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key, value, status: 'enabled', labels: { app: 'default', environment: '' } })
    })
    expect(answer.status).toBe(200)
  }
  const checkout = async (user: string): Promise<unknown> =>
    (await fetch(`${shop.ready[0]}/checkout/${user}`)).json()

  expect(await checkout('anna')).toEqual({ checkout: 'new', pageSize: 20 })
  expect(await checkout('bert')).toEqual({ checkout: 'old', pageSize: 20 })

  await set('shop.flags.newCheckout', 'true')
  await vi.waitFor(() => expect(shop.output()).toContain('changed: shop.flags.newCheckout'), 8_000)
  expect(await checkout('bert')).toEqual({ checkout: 'new', pageSize: 20 })

  await set('shop.flags.pageSize', 'many')
  await vi.waitFor(() => expect(shop.output()).toContain('shop.flags.pageSize'), 8_000)
  expect(await checkout('bert')).toEqual({ checkout: 'new', pageSize: 20 })
  expect(shop.output()).toMatch(/"level":40.*shop\.flags\.pageSize/)
})
