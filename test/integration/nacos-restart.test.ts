import { silentLogger } from '@node-chassis/core'
import { createEngine } from '@node-chassis/engine'
import type { Engine } from '@node-chassis/engine'
import { startProgram } from '@node-chassis/testing'
import type { Program } from '@node-chassis/testing'
import { afterAll, expect, test } from 'vitest'
import { createChassis } from 'node-chassis'
import type { Chassis } from 'node-chassis'

// Real processes with Nacos in the place of service-center, called all the time: one is killed, all are replaced, the
// server restarts. No call may fail.

const PROGRAM = new URL('../programs/serves-until-signal.ts', import.meta.url)
const closers: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function nacos(port = 0): Promise<Engine> {
  const engine = await createEngine({ nacos: { port } })
  closers.push(() => engine.close())
  return engine
}

/** An instance that serves, and is registered. */
async function instance(engine: Engine): Promise<Program> {
  let serves: () => void
  const serving = new Promise<void>((resolve) => (serves = resolve))
  const program = await startProgram(PROGRAM, {
    env: {
      SERVICECOMB_NACOS_SERVERADDR: engine.nacos!.url,
      SERVICECOMB_BOOT_TURNDOWN_WAITINSECONDS: '2',
      SERVICECOMB_SNAPSHOT_ENABLED: 'false'
    },
    onLine: (line) => {
      if (line.startsWith('serving')) serves()
    }
  })
  closers.push(() => program.kill('SIGKILL'))
  await serving
  return program
}

interface Load {
  /** Resolves when all of these processes have answered since it was asked. */
  readonly answeredBy: (pids: readonly number[]) => Promise<void>
  readonly end: () => Promise<{ calls: number; failures: string[] }>
}

async function load(engine: Engine): Promise<Load & { readonly shop: Chassis }> {
  const shop = createChassis({
    service: { name: 'shop', version: '1.0.0' },
    config: { 'servicecomb.nacos.serverAddr': engine.nacos!.url, 'servicecomb.snapshot.enabled': false },
    log: silentLogger
  })
  closers.push(() => shop.close({ waitMs: 0 }))
  await shop.start()
  const failures: string[] = []
  const waiting = new Set<{ readonly pids: Set<number>; readonly resolve: () => void }>()
  let calls = 0
  let over = false
  const caller = async (): Promise<void> => {
    while (!over) {
      calls++
      try {
        const answer = await shop.call('order', '/')
        if (answer.status !== 200) throw new Error(`status ${answer.status}`)
        const pid = Number(answer.text().split(' ').at(-1))
        for (const one of waiting) {
          one.pids.delete(pid)
          if (one.pids.size === 0) one.resolve()
        }
      } catch (error) {
        failures.push(String(error))
      }
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
  const callers = Array.from({ length: 4 }, caller)
  return {
    shop,
    answeredBy: (pids) => new Promise((resolve) => waiting.add({ pids: new Set(pids), resolve })),
    async end() {
      over = true
      await Promise.all(callers)
      return { calls, failures }
    }
  }
}

test.concurrent('an instance is killed, then all are replaced: no call fails', async () => {
  const engine = await nacos()
  const first = await Promise.all([instance(engine), instance(engine), instance(engine)])
  const { answeredBy, end } = await load(engine)
  await answeredBy(first.map(({ pid }) => pid))

  await first[0]!.kill('SIGKILL')
  const [, ...left] = first
  await answeredBy(left.map(({ pid }) => pid))

  for (const old of left) {
    const replacement = await instance(engine)
    await answeredBy([replacement.pid])
    expect((await old.kill('SIGTERM')).code).toBe(0)
  }
  const { calls, failures } = await end()
  expect(failures).toEqual([])
  expect(calls).toBeGreaterThan(100)
})

test.concurrent('the server restarts under load: no call fails, every instance is registered again', async () => {
  const engine = await nacos()
  const { port, url } = engine.nacos!
  const instances = await Promise.all([instance(engine), instance(engine)])
  const { answeredBy, end, shop } = await load(engine)
  await answeredBy(instances.map(({ pid }) => pid))
  const shrunk: number[] = []
  shop.on('instances', ({ instances: all }) => shrunk.push(all.length))

  await engine.close()
  await answeredBy(instances.map(({ pid }) => pid))
  const again = await nacos(port)
  const listed = async (): Promise<number> => {
    const answer = await fetch(`${url}/nacos/v1/ns/instance/list?serviceName=order`)
    return ((await answer.json()) as { hosts: unknown[] }).hosts.length
  }
  await expect.poll(listed, { timeout: 20_000 }).toBe(2)
  await answeredBy(instances.map(({ pid }) => pid))
  const { failures } = await end()
  expect(failures).toEqual([])
  // An empty list of the server that has just come back is never believed.
  expect(shrunk).not.toContain(0)
  expect(again.nacos?.port).toBe(port)
})
