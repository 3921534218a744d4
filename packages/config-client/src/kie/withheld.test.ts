import { silentLogger, systemEnv } from '@node-chassis/core'
import { expect, test } from 'vitest'
import { createConfiguration } from '../configuration.ts'
import { createKieClient } from './client.ts'
import { scriptedCentre } from './scripted-centre.test-support.ts'

test('what the centre has disabled is no setting, and is told of to whoever asks why', async () => {
  const labels = { app: 'mall', environment: '' }
  const document = (key: string, status: string) => ({ id: key, key, value: 'rate: 1', status, labels })
  const data = [document('servicecomb.rateLimiting.a', 'disabled'), document('b', 'enabled')]
  await using centre = await scriptedCentre(({ query }) =>
    query.getAll('label').some((label) => label.startsWith('service'))
      ? { revision: '2', body: '{"total":0,"data":[]}' }
      : { revision: '2', body: JSON.stringify({ total: data.length, data }) }
  )
  const env = systemEnv(silentLogger)
  const config = createConfiguration({ env, dir: import.meta.dirname })
  await using client = createKieClient({
    env,
    addresses: [centre.url],
    app: 'mall',
    service: 'cart',
    version: '1.0.0',
    dimensions: ['app', 'service']
  })
  await client.start(AbortSignal.timeout(10_000))
  config.attach(client)
  expect([config.get('b'), config.get('servicecomb.rateLimiting.a')]).toEqual(['rate: 1', undefined])
  expect(config.withheld?.()).toEqual([
    { key: 'servicecomb.rateLimiting.a', source: 'kie (app)', because: 'its status is disabled' }
  ])
})
