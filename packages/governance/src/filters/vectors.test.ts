import { readFileSync } from 'node:fs'
import type { Instance } from '@node-chassis/core'
import { describe, expect, test } from 'vitest'
import { PriorityProperty } from './priority-property.ts'
import { zoneLevels } from './zone.ts'

function vectors<T extends { readonly t: string }>(files: readonly string[], type: string): T[] {
  return files.flatMap((file) =>
    readFileSync(new URL(`../balancing/vectors/${file}.jsonl`, import.meta.url), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as T)
      .filter(({ t }) => t === type)
  )
}

interface ZoneVector {
  readonly id: string
  readonly t: string
  readonly region: string | null
  readonly zone: string | null
  readonly ratio: number | null
  readonly ratioCeiling: number | null
  readonly instances: readonly (readonly [string, string | null, string | null])[]
  readonly expect: readonly (readonly string[])[]
}

describe('zone (routing.md 7.3)', () => {
  test.each(vectors<ZoneVector>(['zone', 'spec-balancing'], 'zone'))('$id', (vector) => {
    const { region, zone } = vector
    const ratio = vector.ratio ?? 30
    const list = vector.instances.map(([id, own, place]) => ({
      id,
      region: own ?? undefined,
      zone: place ?? undefined
    }))
    // Without a place of our own there is no such filter.
    const levels =
      region === null || zone === null
        ? [list]
        : zoneLevels(list, {
            region,
            zone,
            mode: 'ratio',
            ratio,
            ratioCeiling: vector.ratioCeiling ?? 100 - ratio,
            denyCrossZone: false
          })
    expect(levels.map((level) => level.map(({ id }) => id))).toEqual(vector.expect)
  })
})

interface PriorityVector {
  readonly id: string
  readonly t: string
  readonly own: string | null
  readonly instances: Readonly<Record<string, string | null>>
  readonly expect: readonly string[]
}

describe('priority property (routing.md 7.4)', () => {
  test.each(vectors<PriorityVector>(['priority-property', 'spec-balancing'], 'priority'))('$id', (vector) => {
    const list = Object.entries(vector.instances).map(
      ([id, value]) =>
        ({ id, properties: value === null ? {} : { environment: value } }) as unknown as Instance
    )
    const filter = new PriorityProperty('environment')
    const level = filter.level(list, vector.own ?? '')
    const found = level === undefined ? [] : filter.at(list, level)
    expect(found.map(({ id }) => id)).toEqual(vector.expect)
    if (level !== undefined) expect(filter.at(list, level)).toBe(found)
  })
})
