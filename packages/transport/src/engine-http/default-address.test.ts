import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { simulatedEnv } from '@node-chassis/core/testing'
import { expect, test } from 'vitest'
import { createEngineHttp } from './engine-http.ts'

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

test.each([
  [true, /`some\.key` is not set, this is the default: set it/],
  [false, /Check `some\.key` and that the engine runs/]
])('nobody answers; the addresses are a default: %s', async (isDefault, said) => {
  const http = createEngineHttp({
    env: simulatedEnv(),
    engine: 'registry',
    addresses: [`http://127.0.0.1:${await freePort()}`],
    addressKey: 'some.key',
    isDefault,
    unavailable: 'CHS_REGISTRY_UNAVAILABLE',
    readinessPath: '/'
  })
  await expect(http.request({ method: 'GET', path: '/' })).rejects.toThrow(said)
  await http.close()
})
