import { describe, expect, test } from 'vitest'
import { vectors } from '../test-data/load.ts'
import { READERS } from './kinds.ts'
import type { Kind } from './kinds.ts'
import { parseMatchGroup } from './markers/parse-group.ts'
import { parsePolicy } from './policy.ts'
import { appliesTo } from './services.ts'

const SELF = { app: 'default', service: 'myself', version: '1.0' }
const FLOATS = new Set(['multiplier', 'failureRateThreshold', 'slowCallRateThreshold'])

// The recorded policy has the field's own names; ours say their unit, and leave what is absent undefined.
function field(kind: string, name: string, value: Record<string, unknown>): unknown {
  const found = name in value ? value[name] : value[`${name}Ms`]
  if (kind === 'retry' && name === 'retryOnSame') return found ?? 0
  if (found === Infinity || found === -Infinity) return String(found)
  return found ?? null
}

function comparable(name: string, value: unknown): unknown {
  return FLOATS.has(name) && typeof value === 'number' ? Math.fround(value) : value
}

describe('policies', () => {
  test.each(vectors('parse').map((vector) => [vector.id, vector] as const))(
    '%s',
    (_id, { kind, yaml, expect: expected }) => {
      if (kind === 'matchGroup') {
        const group = parseMatchGroup('a', yaml as string)
        expect(group.ok && appliesTo(group.value.services, SELF) ? 'OK' : 'IGNORED').toBe(expected)
        return
      }
      const policy = parsePolicy(kind as Kind, 'a', yaml as string)
      if (expected === 'IGNORED') {
        expect(policy.ok && appliesTo(policy.value.services, SELF)).toBe(false)
        return
      }
      if (!policy.ok) throw new Error(policy.reason)
      const value = { order: policy.value.order, ...policy.value.options } as Record<string, unknown>
      for (const [name, wanted] of Object.entries(expected as object)) {
        expect([name, comparable(name, field(kind as string, name, value))]).toEqual([
          name,
          comparable(name, wanted)
        ])
      }
    }
  )

  test('every kind has a reader', () => {
    for (const kind of Object.keys(READERS))
      expect(parsePolicy(kind as Kind, 'a', 'identifier: x').ok).toBe(true)
  })
})

describe('services', () => {
  test.each(vectors('services').map((vector) => [vector.id, vector] as const))(
    '%s',
    (_id, { value, me, expect: expected }) => {
      expect(appliesTo(value as string, { app: 'default', service: me[0], version: me[1] })).toBe(expected)
    }
  )
})

describe('groups', () => {
  test.each(vectors('marker').map((vector) => [vector.id, vector] as const))(
    '%s',
    (_id, { group, expect: expected }) => {
      expect(parseMatchGroup('a', group as string).ok ? 'OK' : 'IGNORED').toBe(expected)
    }
  )
})
