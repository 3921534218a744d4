import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createConfiguration, createKieAdmin, createKieClient, kieOptions } from '@node-chassis/config-client'
import type { Configuration, KieAdmin, KieClient } from '@node-chassis/config-client'
import { silentLogger, systemEnv } from '@node-chassis/core'
import { createEngine } from '@node-chassis/engine'
import type { Engine } from '@node-chassis/engine'
import { afterEach, beforeEach, expect, test } from 'vitest'

const env = systemEnv(silentLogger)
const identity = { app: 'shop', name: 'order', version: '1.0.0', environment: '' }
const APP = { app: 'shop', environment: '' }
const SERVICE = { ...APP, service: 'order' }
const VERSION = { ...SERVICE, version: '1.0.0' }

let engine: Engine
let admin: KieAdmin
let config: Configuration
let kie: KieClient
let dir: string

beforeEach(async () => {
  engine = await createEngine({ env })
  admin = createKieAdmin({ env, addresses: [engine.configUrl] })
  dir = mkdtempSync(path.join(tmpdir(), 'chs-config-'))
  writeFileSync(path.join(dir, 'application.yaml'), 'page: {size: 10, kind: file}\n')
  config = createConfiguration({
    env,
    dir,
    options: { 'servicecomb.kie.serverUri': engine.configUrl, 'servicecomb.snapshot.dir': dir }
  })
  kie = createKieClient(kieOptions({ env, config, identity }))
  config.attach(kie)
})

afterEach(async () => {
  await kie.close()
  await admin.close()
  await engine.close()
  rmSync(dir, { recursive: true })
})

const alive = (): AbortSignal => new AbortController().signal

/** Resolves when a key has a value; the test's own time limit is the only one. */
function becomes(key: string, value: string | undefined): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (config.get(key) === value) resolve()
    }
    config.onChange('', look)
    look()
  })
}

test('layers of the centre over local files, and each value names its source', async () => {
  await admin.put('page.size', '20', APP)
  await admin.put('a', 'app', APP)
  await admin.put('a', 'service', SERVICE)
  await admin.put('b', 'app', APP)
  await admin.put('b', 'version', VERSION)
  await admin.put('b', 'service', SERVICE)
  await admin.put('c', 'custom', { public: '' })
  await admin.put('file.yaml', 'd: {e: [1, yes]}', SERVICE, { valueType: 'yaml' })
  await admin.put('off', '1', APP, { status: 'disabled' })
  await kie.start(alive())
  expect(config.number('page.size', 0)).toBe(20)
  const keys = ['page.kind', 'a', 'b', 'c', 'd.e[1]', 'off']
  expect(keys.map((key) => [config.get(key), config.sourceOf(key)])).toEqual([
    ['file', 'application.yaml'],
    ['service', 'kie (service)'],
    ['version', 'kie (version)'],
    ['custom', 'kie (custom)'],
    ['true', 'kie (service)'],
    [undefined, undefined]
  ])
})

test('created, changed, emptied and deleted documents arrive through the long poll', async () => {
  await kie.start(alive())
  await admin.put('page.size', '30', SERVICE)
  await becomes('page.size', '30')
  await admin.put('page.size', '40', SERVICE)
  await becomes('page.size', '40')
  await admin.put('page.size', '', SERVICE)
  await becomes('page.size', '')
  expect(await admin.delete('page.size', SERVICE)).toBe(true)
  await becomes('page.size', '10')
  expect(await admin.delete('page.size', SERVICE)).toBe(false)
})

test('admin: lists by labels, over several pages', async () => {
  for (let n = 0; n < 105; n++) await admin.put(`k${n}`, String(n), APP)
  await admin.put('other', '1', { app: 'else' })
  const all = await admin.list()
  expect(all).toHaveLength(106)
  expect(await admin.list({ app: 'shop' })).toHaveLength(105)
  expect(all.find(({ key }) => key === 'other')).toMatchObject({
    labels: { app: 'else', environment: '' },
    status: 'enabled'
  })
})

test('an engine that is away at start, and one that comes back empty-handed and filled again', async () => {
  const port = engine.kiePort
  await engine.close()
  await expect(kie.start(alive())).rejects.toMatchObject({ code: 'CHS_CONFIG_UNAVAILABLE' })
  expect(config.get('page.size')).toBe('10')
  engine = await createEngine({ env, kiePort: port })
  await admin.put('page.size', '50', APP)
  await becomes('page.size', '50')
  await engine.close()
  expect(config.get('page.size')).toBe('50')
  engine = await createEngine({ env, kiePort: port })
  await admin.put('page.size', '60', APP)
  await becomes('page.size', '60')
})

test('admin: history of a document, import and export against the engine', async () => {
  for (const value of ['1', '2', '3']) await admin.put('colour', value, SERVICE)
  expect((await admin.history('colour', SERVICE)).map(({ value }) => value)).toEqual(['3', '2', '1'])
  expect(await admin.create('colour', '4', SERVICE)).toBeUndefined()
  const exported = await admin.export({ service: 'order' })
  expect(exported.data).toMatchObject([{ key: 'colour', value: '3', labels: SERVICE }])
  await admin.deleteAll(exported.data.map(({ id }) => id))
  expect(await admin.list()).toEqual([])
  expect(await admin.import(exported.data)).toEqual({ success: 1, failures: [] })
  expect(await admin.get('colour', SERVICE)).toMatchObject({ value: '3', status: 'enabled' })
})

test('G30: a document without the label environment is seen by no exact layer', async () => {
  const body = JSON.stringify({ key: 'g30', value: '1', status: 'enabled', labels: { app: 'shop' } })
  const headers = { 'Content-Type': 'application/json' }
  const created = await fetch(`${engine.configUrl}/v1/default/kie/kv`, { method: 'POST', headers, body })
  expect(created.status).toBe(200)
  await kie.start(alive())
  expect(config.get('g30')).toBeUndefined()
})
