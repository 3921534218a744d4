import { silentLogger } from '@node-chassis/core'
import { createEngine } from '@node-chassis/engine'
import { expect, test } from 'vitest'
import { createChassis } from 'node-chassis'
import { certificateFile, tlsFront } from './tls-front.ts'

// `https://` in the address means TLS for both ports of a Nacos, HTTP (login) and gRPC.

test('registry and configuration behind TLS that asks for a certificate', async () => {
  const engine = await createEngine({ nacos: { auth: { users: { nacos: 'right' } } } })
  await using http = await tlsFront(engine.nacos!.url)
  await using grpc = await tlsFront(`http://127.0.0.1:${engine.nacos!.grpcPort}`)
  const settings = {
    'servicecomb.nacos.serverAddr': `https://localhost:${http.port}`,
    'servicecomb.nacos.grpcPort': grpc.port,
    'servicecomb.nacos.transport': 'grpc',
    'servicecomb.nacos.username': 'nacos',
    'servicecomb.nacos.password': 'right',
    'servicecomb.snapshot.enabled': false,
    'ssl.nacos.consumer.trustStore': certificateFile('ca.pem'),
    'ssl.nacos.consumer.keyStore': certificateFile('client-certificate.pem'),
    'ssl.nacos.consumer.keyFile': certificateFile('client-key.pem')
  }
  const shop = createChassis({
    service: { name: 'shop', version: '1.0.0' },
    config: settings,
    log: silentLogger
  })
  await shop.serve((_request, response) => response.end('yes'), { host: '127.0.0.1', port: 0 })
  expect(shop.instanceId).toContain('DEFAULT_GROUP@@shop')
  expect((await shop.call('shop', '/')).text()).toBe('yes')
  await shop.close({ waitMs: 0 })

  const { 'ssl.nacos.consumer.trustStore': _, ...untrusting } = settings
  const stranger = createChassis({
    service: { name: 'stranger', version: '1.0.0' },
    config: { ...untrusting, 'servicecomb.failFast': true },
    log: silentLogger
  })
  await expect(stranger.start()).rejects.toMatchObject({ code: 'CHS_CONFIG_UNAVAILABLE' })
  await stranger.close()
  await engine.close()
})
