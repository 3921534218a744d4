import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createKieAdmin } from '@node-chassis/config-client'
import type { KieAdmin } from '@node-chassis/config-client'
import { silentLogger, systemEnv } from '@node-chassis/core'
import type { StandardSchema } from '@node-chassis/core'
import { createEngine } from '@node-chassis/engine'
import type { Engine } from '@node-chassis/engine'
import { createChassis } from 'node-chassis'
import type { Chassis } from 'node-chassis'
import { afterEach, beforeEach, expect, test } from 'vitest'

const env = systemEnv(silentLogger)
const SERVICE = { app: 'shop', environment: '', service: 'order' }

let engine: Engine
let admin: KieAdmin
let dir: string

beforeEach(async () => {
  engine = await createEngine({ env })
  admin = createKieAdmin({ env, addresses: [engine.configUrl] })
  dir = mkdtempSync(path.join(tmpdir(), 'chs-config-chassis-'))
  writeFileSync(path.join(dir, 'application.yaml'), 'shop: {size: 10, open: "no"}\n')
})

afterEach(async () => {
  await admin.close()
  await engine.close()
  rmSync(dir, { recursive: true })
})

function order(args: readonly string[] = []): Chassis {
  return createChassis({
    service: { app: 'shop', name: 'order', version: '1.0.0' },
    config: {
      'servicecomb.registry.sc.enabled': false,
      'servicecomb.kie.serverUri': engine.configUrl,
      'servicecomb.snapshot.dir': dir
    },
    args,
    configDir: dir,
    log: silentLogger
  })
}

interface Shop {
  readonly size: number
  readonly open: boolean
}

/** By hand: a schema is an interface, not a library. */
const shop: StandardSchema<Shop> = {
  '~standard': {
    version: 1,
    vendor: 'by-hand',
    validate(value) {
      const { size, open } = value as Record<string, unknown>
      const issues = []
      if (typeof size !== 'number') issues.push({ message: 'size is no number', path: ['size'] })
      if (typeof open !== 'boolean') issues.push({ message: 'open is no boolean', path: ['open'] })
      return issues.length > 0 ? { issues } : { value: { size, open } as Shop }
    }
  }
}

test('a bound object of a running service follows the centre; a bad value leaves the one before', async () => {
  await admin.put('shop.size', '20', SERVICE)
  await using chassis = await order(['--shop.open=yes']).start()
  const settings = chassis.config.bind(shop, 'shop')
  expect({ ...settings }).toEqual({ size: 20, open: true })
  await admin.put('shop.size', 'many', SERVICE)
  await expect.poll(() => chassis.config.get('shop.size')).toBe('many')
  expect(settings.size).toBe(20)
  expect(chassis.config.number('shop.size', 1)).toBe(10)
  await admin.put('shop.size', '30', SERVICE)
  await expect.poll(() => settings.size).toBe(30)
  expect(chassis.config.describe()).toContainEqual({
    key: 'shop.size',
    value: '30',
    masked: false,
    source: 'kie (service)'
  })
})

test('N45: a service that starts while the centre is away has what it had at last', async () => {
  await admin.put('shop.size', '20', SERVICE)
  const before = await order().start()
  expect(before.config.number('shop.size', 1)).toBe(20)
  await before.close()
  const port = engine.kiePort
  await engine.close()
  await using chassis = await order().start()
  expect(chassis.config.number('shop.size', 1)).toBe(20)
  expect(chassis.config.sourceOf('shop.size')).toBe('kie (service, from disk)')
  engine = await createEngine({ env, kiePort: port })
  await admin.put('shop.size', '30', SERVICE)
  await expect.poll(() => chassis.config.number('shop.size', 1)).toBe(30)
})
