import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ConfigError } from '@node-chassis/core'
import { recordingLogger, simulatedEnv } from '@node-chassis/core/testing'
import type { EngineAnswer } from '@node-chassis/transport'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { clientOver } from './client.ts'
import type { KieClient, KieClientOptions } from './client.ts'

let dir: string
beforeEach(() => void (dir = mkdtempSync(path.join(tmpdir(), 'chs-snapshot-'))))
afterEach(() => rmSync(dir, { recursive: true, force: true }))

interface Rig {
  readonly kie: KieClient
  readonly env: ReturnType<typeof simulatedEnv>
  readonly warnings: () => string[]
  readonly centre: { values: Record<string, string> | undefined }
}

/** @param values what the centre has; undefined: it is away */
function rig(
  values: Record<string, string> | undefined,
  more: Partial<KieClientOptions> = {},
  address = 'http://a:1'
): Rig {
  const log = recordingLogger()
  const env = { ...simulatedEnv(), log }
  const centre: Rig['centre'] = { values }
  const options = {
    env,
    addresses: [],
    app: 'shop',
    service: 'order',
    version: '1.0.0',
    snapshotDir: dir,
    dimensions: ['app'] as const
  }
  const kie = clientOver({ ...options, ...more }, () => ({
    addresses: [address],
    async request(): Promise<EngineAnswer> {
      const { values: now } = centre
      if (now === undefined) throw new ConfigError('CHS_CONFIG_UNAVAILABLE', 'away', { addresses: [] })
      const data = Object.entries(now).map(([key, value]) => ({ id: key, key, value, value_type: 'text' }))
      return { status: 200, headers: { get: () => '1' }, body: JSON.stringify({ data }), address }
    },
    offer: async () => {},
    close: async () => {}
  }))
  return { kie, env, centre, warnings: () => log.records.map(({ msg }) => String(msg)) }
}

const start = (kie: KieClient): Promise<void> => kie.start(new AbortController().signal)

/** One process that had these values and ended. */
async function earlier(values: Record<string, string>, more: Partial<KieClientOptions> = {}): Promise<void> {
  const { kie } = rig(values, more)
  await start(kie)
  await kie.close()
}

test('N45: a start while the centre is away has the last values; they give way when it answers', async () => {
  await earlier({ a: '1', 'db.password': 'p' })
  const { kie, env, centre, warnings } = rig(undefined)
  await expect(start(kie)).rejects.toMatchObject({ code: 'CHS_CONFIG_UNAVAILABLE' })
  expect(Object.fromEntries(kie.values)).toEqual({ a: '1', 'db.password': 'p' })
  expect(kie.sourceOf('a')).toBe('kie (app, from disk)')
  expect(warnings().join()).toContain('read from disk')
  centre.values = { a: '1', 'db.password': 'p' }
  await env.clock.advanceAsync(1_000)
  expect(kie.sourceOf('a')).toBe('kie (app)')
  centre.values = { a: '2', 'db.password': 'p' }
  await env.clock.advanceAsync(2_000)
  expect(kie.values.get('a')).toBe('2')
  await kie.close()
})

test('what the first answer of a centre just started has lost is confirmed, as ever', async () => {
  await earlier({ a: '1', b: '1' })
  const { kie, env, centre } = rig(undefined)
  await start(kie).catch(() => {})
  centre.values = { a: '1' }
  await env.clock.advanceAsync(1_000)
  expect(kie.values.size).toBe(2)
  await env.clock.advanceAsync(1_000)
  expect(kie.values.size).toBe(1)
  await kie.close()
})

test('only the owner may read the file, which is replaced as a whole', async () => {
  await earlier({ a: '1' })
  await earlier({ a: '2' })
  const files = readdirSync(dir)
  expect(files).toEqual([expect.stringMatching(/^configuration-order-[0-9a-f]{12}\.json$/)])
  const file = path.join(dir, files[0]!)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readFileSync(file, 'utf8')).toContain('\\"2\\"')
})

test('a burst of changes is one file; an emptied centre is remembered as empty', async () => {
  await earlier({ a: '1' })
  await earlier({})
  const { kie } = rig(undefined)
  await start(kie).catch(() => {})
  expect(kie.values.size).toBe(0)
  await kie.close()
})

test.each([
  ['another identity', { version: '2.0.0' }, undefined],
  ['another layer', { dimensions: ['service'] as const }, undefined],
  ['another centre', {}, 'http://b:1'],
  ['no snapshots', { snapshotDir: undefined }, undefined]
])('%s reads nothing', async (_what, more, address) => {
  await earlier({ a: '1' })
  const { kie } = rig(undefined, more as Partial<KieClientOptions>, address)
  await start(kie).catch(() => {})
  expect(kie.values.size).toBe(0)
  await kie.close()
})

test.each([
  '',
  '{"format":2',
  'null',
  '{"format":1,"addresses":["http://a:1"],"layers":{}}',
  '[]',
  '{"format":2,"addresses":["http://a:1"]}\n["half',
  '{"format":2,"addresses":["http://a:1"]}\n["a",{}]'
])('a file that is %j is ignored with a warning', async (text) => {
  await earlier({ a: '1' })
  writeFileSync(path.join(dir, readdirSync(dir)[0]!), text)
  const { kie, warnings } = rig(undefined)
  await expect(start(kie)).rejects.toMatchObject({ code: 'CHS_CONFIG_UNAVAILABLE' })
  expect(kie.values.size).toBe(0)
  expect(warnings()[0]).toMatch(/^the snapshot .*\.json cannot be read and is ignored/)
  await kie.close()
})

test('a folder that cannot be written costs a warning', async () => {
  const file = path.join(dir, 'file')
  writeFileSync(file, '')
  const { kie, warnings } = rig({ a: '1' }, { snapshotDir: path.join(file, 'below') })
  await start(kie)
  await kie.close()
  expect(warnings().at(-1)).toMatch(/cannot be written .*`servicecomb\.snapshot\.dir`/)
})
