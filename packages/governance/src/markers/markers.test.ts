import { describe, expect, test } from 'vitest'
import { recordedCall } from '../../test-data/call.ts'
import type { RecordedRequest } from '../../test-data/call.ts'
import { vectors } from '../../test-data/load.ts'
import { matchesGroup } from './group.ts'
import type { CustomMatcher, MatchContext } from './group.ts'
import { compileOperator } from './operators.ts'
import { parseMatchGroup } from './parse-group.ts'

const CUSTOM: Record<string, CustomMatcher> = {
  always: () => true,
  never: () => false,
  headerIs: (call, parameters) => call.header('x-custom') === parameters
}

const CONTEXT: MatchContext = { custom: (name) => CUSTOM[name], apiPath: (call) => call.path }

describe('operators', () => {
  test.each(vectors('op').map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const holds = compileOperator(vector.op, vector.pattern ?? undefined, () => {})
    expect(holds(vector.value ?? undefined)).toBe(vector.expect)
  })
})

describe('groups', () => {
  test.each(vectors('match').map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const group = parseMatchGroup('a', vector.group as string)
    if (vector.expect === 'IGNORED') {
      expect(group.ok).toBe(false)
      return
    }
    if (!group.ok) throw new Error(group.reason)
    expect(matchesGroup(group.value, recordedCall(vector.req as RecordedRequest), CONTEXT)).toBe(
      vector.expect
    )
  })
})
