import { setTimeout as sleep } from 'node:timers/promises'
import { createEngine } from '@node-chassis/engine'
import type { Engine, EngineOptions } from '@node-chassis/engine'
import { silentLogger, systemRandom } from '@node-chassis/core'
import { simulatedClock } from '@node-chassis/core/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { logIn, newPrivateKeyPem } from './lib/rbac.ts'
import { runVector } from './lib/registry-runner.ts'
import type { Target } from './lib/registry-runner.ts'
import { registryVectors } from './lib/registry-vectors.ts'
import type { Variant, Vector } from './lib/registry-vectors.ts'
import { NOT_BUILT_REGISTRY } from './not-built.ts'

const rootPassword = 'Complicated_password1'
const privateKeyPem = newPrivateKeyPem()

const VARIANTS: Partial<Record<Variant, EngineOptions>> = {
  main: {},
  limited: {
    selfRegister: false,
    quotas: { service: 1 },
    innerProperties: { engineID: 'e1' },
    schemaChanges: false
  },
  rbac: { rbac: { rootPassword, privateKeyPem } }
}

const vectors = registryVectors()
const engines: Engine[] = []
const targets: Partial<Record<Variant, Target>> = {}

beforeAll(async () => {
  for (const [variant, options] of Object.entries(VARIANTS)) {
    const engine = await createEngine(options)
    engines.push(engine)
    const target = { base: engine.registryUrl, wait: sleep, now: () => Math.floor(Date.now() / 1000) }
    targets[variant as Variant] = target
    if (variant !== 'rbac') continue
    const root = await logIn(engine.registryUrl, 'root', rootPassword)
    targets[variant] = { ...target, rbac: { rootPassword, root, privateKeyPem } }
  }
})

afterAll(async () => {
  await Promise.all(engines.map((engine) => engine.close()))
})

describe.concurrent('registry', () => {
  for (const vector of vectors) {
    const name = `${vector.id} ${vector.title}`
    const reason = NOT_BUILT_REGISTRY[vector.id]
    if (reason === undefined) test(name, () => run(vector))
    else test.skip(`${name} (not built: ${reason})`, () => {})
  }

  test('a vector that is listed as not built does not pass', async () => {
    const listed = Object.keys(NOT_BUILT_REGISTRY)
    const passed: string[] = []
    for (const id of listed) {
      const vector = vectors.find((each) => each.id === id)
      if (vector === undefined) throw new Error(`${id} is listed as not built, and there is no such vector`)
      await run(vector).then(
        () => passed.push(id),
        () => {}
      )
    }
    expect(passed).toEqual([])
  })
})

async function run(vector: Vector & { readonly server: Variant }): Promise<void> {
  const takesTime = vector.marks?.includes('T') === true || vector.slow === true
  if (takesTime && vector.server === 'main') return runOnSimulatedClock(vector)
  const target = targets[vector.server]
  if (target === undefined) throw new Error(`there is no server variant ${vector.server}`)
  await runVector(vector, target)
}

/** Leases of minutes run out in milliseconds: an engine of its own, on a clock that the vector's waits move. */
async function runOnSimulatedClock(vector: Vector): Promise<void> {
  const clock = simulatedClock(Date.now())
  const engine = await createEngine({ env: { clock, random: systemRandom, log: silentLogger } })
  try {
    await runVector(vector, {
      base: engine.registryUrl,
      async wait(ms) {
        await clock.advanceAsync(ms)
        await settled(engine)
      },
      stepMs: 1_000,
      now: () => Math.floor(clock.wallNow() / 1000)
    })
  } finally {
    await engine.close()
  }
}

// Time stands still while a ping, its pong and what follows from it travel: so many round trips, and they have.
async function settled(engine: Engine): Promise<void> {
  for (let trip = 0; trip < 3; trip++) await (await fetch(`${engine.registryUrl}/version`)).text()
}
