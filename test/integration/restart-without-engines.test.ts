import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createKieAdmin } from '@node-chassis/config-client'
import { silentLogger, systemEnv } from '@node-chassis/core'
import { startEngine, startProgram } from '@node-chassis/testing'
import type { Program } from '@node-chassis/testing'
import { createChassis } from 'node-chassis'
import { afterEach, expect, test } from 'vitest'

// N44, N45: real processes, a real engine, and the engine killed between two lives of the consumer.

const dir = mkdtempSync(path.join(tmpdir(), 'chs-snapshot-'))
afterEach(() => rmSync(dir, { recursive: true, force: true }))

interface Shop {
  readonly program: Program
  call(path: string): Promise<string>
  end(): Promise<void>
}

async function shop(registryUrl: string, configUrl: string): Promise<Shop> {
  let hear: (line: string) => void = () => {}
  const program = await startProgram(new URL('../programs/calls-on-request.ts', import.meta.url), {
    env: {
      SERVICECOMB_REGISTRY_SC_ADDRESS: registryUrl,
      SERVICECOMB_KIE_SERVERURI: configUrl,
      SERVICECOMB_SNAPSHOT_DIR: dir,
      SERVICECOMB_REGISTRY_SC_POLLINTERVALINMILLIS: '1000'
    },
    onLine: (line) => line.startsWith('answer ') && hear(line.slice('answer '.length))
  })
  return {
    program,
    call(where) {
      const answer = new Promise<string>((resolve) => (hear = resolve))
      program.send(where)
      return answer
    },
    async end() {
      program.send('end')
      expect(await program.exited, program.output()).toEqual({ code: 0, signal: null })
    }
  }
}

test('a service restarts while its engines are down: settings and instances come from disk, calls work', async () => {
  await using engine = await startEngine()
  const { registryUrl, configUrl } = engine
  await using admin = createKieAdmin({ env: systemEnv(silentLogger), addresses: [configUrl] })
  await admin.put('shop.greeting', 'from the centre', { app: 'default', service: 'shop' })
  await using order = createChassis({
    service: { name: 'order', version: '1.0.0' },
    config: {
      'servicecomb.registry.sc.address': registryUrl,
      'servicecomb.boot.turnDown.waitInSeconds': 0,
      'servicecomb.snapshot.enabled': false
    },
    log: silentLogger
  })
  await order.serve((request, response) => response.end(`order ${request.url}`), {
    host: '127.0.0.1',
    port: 0
  })

  const first = await shop(registryUrl, configUrl)
  expect(await first.call('/1')).toBe('order /1')
  await first.end()
  const files = readdirSync(dir).toSorted()
  expect(files.map((name) => name.replace(/-[0-9a-f]{12}\.json$/, ''))).toEqual([
    'configuration-shop',
    'instances-shop'
  ])
  for (const name of files) expect(statSync(path.join(dir, name)).mode & 0o777).toBe(0o600)

  await engine.kill('SIGKILL')
  const second = await shop(registryUrl, configUrl)
  expect(await second.call('/2')).toBe('order /2')
  expect(second.program.output()).toContain('instances that it had at last are read from disk')
  expect(second.program.output()).toContain('settings it had at last are read from disk')

  // The engine comes back empty at the same addresses: everybody returns by himself, and nobody was lost meanwhile.
  await using _ = await startEngine({
    scPort: Number(new URL(registryUrl).port),
    kiePort: Number(new URL(configUrl).port)
  })
  expect(await second.call('/3')).toBe('order /3')
  await second.end()
})
