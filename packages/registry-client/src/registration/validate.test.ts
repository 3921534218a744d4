import type { Registration } from '@node-chassis/core'
import { describe, expect, test } from 'vitest'
import { validateRegistration } from './validate.ts'

const GOOD: Registration = {
  app: 'default',
  service: 'order',
  version: '1.0.0',
  environment: '',
  description: '',
  serviceProperties: {},
  instanceProperties: {},
  endpoints: [],
  hostName: 'h',
  status: 'UP',
  region: undefined,
  zone: undefined,
  dataCenter: undefined
}

describe('what the registry takes (registry.md 3.1, 3.2)', () => {
  test.each<[keyof Registration, string]>([
    ['service', 'a'],
    ['service', 'A.b_c-d9'],
    ['service', 'x'.repeat(128)],
    ['app', 'x'.repeat(160)],
    ['version', '1'],
    ['version', '1.2.3.4'],
    ['version', '32767.0'],
    ['environment', 'production'],
    ['environment', 'testingtesting'],
    ['description', '漢'.repeat(256)],
    ['dataCenter', 'dc_1.a-b']
  ])('%s %j', (field, value) => {
    expect(() => validateRegistration({ ...GOOD, [field]: value })).not.toThrow()
  })

  test.each<[keyof Registration, string, string]>([
    ['service', '', 'servicecomb.service.name'],
    ['service', '-a', 'servicecomb.service.name'],
    ['service', 'a-', 'servicecomb.service.name'],
    ['service', 'app:service', 'servicecomb.service.name'],
    ['service', 'ordér', 'servicecomb.service.name'],
    ['service', 'a\n', 'servicecomb.service.name'],
    ['service', 'x'.repeat(129), 'servicecomb.service.name'],
    ['app', '', 'servicecomb.service.application'],
    ['app', 'x'.repeat(161), 'servicecomb.service.application'],
    ['version', '', 'servicecomb.service.version'],
    ['version', 'v1', 'servicecomb.service.version'],
    ['version', '1.0.0-SNAPSHOT', 'servicecomb.service.version'],
    ['version', '1.2.3.4.5', 'servicecomb.service.version'],
    ['version', '1.32768', 'servicecomb.service.version'],
    ['environment', 'staging', 'servicecomb.service.environment'],
    ['description', 'x'.repeat(257), 'servicecomb.service.description'],
    ['dataCenter', 'a b', 'servicecomb.datacenter.name'],
    ['region', '', 'servicecomb.datacenter.region'],
    ['zone', 'x'.repeat(129), 'servicecomb.datacenter.availableZone']
  ])('not %s %j', (field, value, key) => {
    expect(() => validateRegistration({ ...GOOD, [field]: value })).toThrow(
      expect.objectContaining({ code: 'CHS_CONFIG_INVALID', key })
    )
  })
})
