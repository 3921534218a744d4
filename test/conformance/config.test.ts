import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runVector } from './config-lib/runner.ts'
import { embedded, serverFor } from './config-lib/servers.ts'
import type { Server } from './config-lib/servers.ts'
import { configVectors } from './config-lib/vectors.ts'
import type { Vector } from './config-lib/vectors.ts'
import { CONFIG_NOT_BUILT, CONFIG_SLOW } from './config-not-built.ts'

const topics = configVectors()
const all = [...topics.values()].flat()
const slowToo = process.env['CHASSIS_SLOW_VECTORS'] === '1'
let shared: Server

beforeAll(async () => {
  shared = await embedded()
})

afterAll(() => shared[Symbol.asyncDispose]())

// One after the other: the revision counter is everybody's, so nothing else may write while a vector runs.
for (const [topic, vectors] of topics) {
  describe(topic, () => {
    for (const vector of vectors) {
      const name = `${vector.id} ${vector.title}`
      const missing = CONFIG_NOT_BUILT[vector.id]
      const slow = CONFIG_SLOW[vector.id]
      if (missing !== undefined) test.skip(`${name} (not built: ${missing})`, () => {})
      else if (slow !== undefined && !slowToo) test.skip(`${name} (slow: ${slow})`, () => {})
      else test(name, () => run(vector), 90_000)
    }
  })
}

test('a vector that is listed as not built does not pass', async () => {
  const passed: string[] = []
  for (const id of Object.keys(CONFIG_NOT_BUILT)) {
    const vector = all.find((each) => each.id === id)
    if (vector === undefined) throw new Error(`${id} is listed as not built, and there is no such vector`)
    await run(vector).then(
      () => passed.push(id),
      () => undefined
    )
  }
  expect(passed).toEqual([])
})

test('ids are unique, and every listed one exists', () => {
  const ids = all.map((vector) => vector.id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toEqual(expect.arrayContaining([...Object.keys(CONFIG_NOT_BUILT), ...Object.keys(CONFIG_SLOW)]))
})

async function run(vector: Vector): Promise<void> {
  const own = await serverFor(vector.needs)
  try {
    await runVector(vector, (own ?? shared).target)
  } finally {
    await own?.[Symbol.asyncDispose]()
  }
}
