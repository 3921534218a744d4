import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NACOS_NOT_BUILT } from './nacos-not-built.ts'
import { runVector } from './nacos-lib/runner.ts'
import { startServer } from './nacos-lib/server.ts'
import type { Server } from './nacos-lib/server.ts'
import { nacosVectors } from './nacos-lib/vectors.ts'
import type { Vector, Version } from './nacos-lib/vectors.ts'

const topics = nacosVectors()
const all = [...topics.values()].flat()

// On one clock, and so one after the other.
for (const version of ['2.1.0', '2.5.1', '3.0.3'] as const) {
  describe(`as Nacos ${version}`, () => {
    let open: Server
    let guarded: Server

    beforeAll(async () => {
      open = await startServer(version, false)
      guarded = await startServer(version, true)
    })

    afterAll(() => Promise.all([open, guarded].map((server) => server[Symbol.asyncDispose]())))

    const run = (vector: Vector): Promise<void> =>
      runVector(vector, vector.settings?.auth === true ? guarded : open)

    for (const [topic, vectors] of topics) {
      describe(topic, () => {
        for (const vector of vectors.filter((each) => appliesTo(each, version))) {
          const name = `${vector.id} ${vector.title}`
          const missing = NACOS_NOT_BUILT[vector.id]
          if (missing !== undefined) test.skip(`${name} (not built: ${missing})`, () => {})
          else test(name, () => run(vector), 60_000)
        }
      })
    }

    test('a vector that is listed as not built does not pass', async () => {
      const passed: string[] = []
      for (const id of Object.keys(NACOS_NOT_BUILT)) {
        const vector = all.find((each) => each.id === id && appliesTo(each, version))
        if (vector === undefined) continue
        await run(vector).then(
          () => passed.push(id),
          () => undefined
        )
      }
      expect(passed).toEqual([])
    }, 60_000)
  })
}

test('ids are unique, and every listed one exists', () => {
  const ids = all.map((vector) => vector.id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toEqual(expect.arrayContaining(Object.keys(NACOS_NOT_BUILT)))
})

function appliesTo(vector: Vector, version: Version): boolean {
  return vector.on?.includes(version) ?? true
}
