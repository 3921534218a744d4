import { readFileSync } from 'node:fs'
import type { Call, Instance } from '@node-chassis/core'
import { createContext } from '@node-chassis/core'
import { simulatedEnv } from '@node-chassis/core/testing'
import { describe, expect, test } from 'vitest'
import { createRouting } from './routing.ts'
import { compileTags, tagScore } from './tags.ts'

interface RouteVector {
  readonly id: string
  readonly service: string
  readonly config: Readonly<Record<string, string>>
  readonly instances: readonly {
    readonly id: string
    readonly version: string | null
    readonly properties?: Readonly<Record<string, string>>
    readonly service?: string
  }[]
  readonly requests: readonly {
    readonly headers?: Readonly<Record<string, string>>
    readonly apiPath?: string
    readonly method?: string
    readonly queries?: Readonly<Record<string, string>>
    readonly times?: number
  }[]
  readonly expect: readonly string[]
}

interface ScoreVector {
  readonly id: string
  readonly tags: Readonly<Record<string, string>>
  readonly version: string
  readonly properties: Readonly<Record<string, string>>
  readonly expect: number
}

function vectors<T>(name: string): T[] {
  const text = readFileSync(new URL(`./vectors/${name}.jsonl`, import.meta.url), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
}

function callOf(service: string, request: RouteVector['requests'][number]): Call {
  const headers = new Map(
    Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])
  )
  return {
    side: 'consumer',
    method: request.method ?? 'GET',
    path: request.apiPath ?? '/',
    template: undefined,
    service,
    schema: undefined,
    operation: undefined,
    context: createContext(),
    header: (name) => headers.get(name),
    query: (name) => request.queries?.[name],
    hints: undefined
  }
}

function picks(vector: RouteVector): string[] {
  const routing = createRouting({ env: simulatedEnv(), initialPhase: 'zero' })
  routing.apply(new Map(Object.entries(vector.config)))
  const instances = vector.instances.map((each): Instance => ({
    id: each.id,
    service: each.service ?? vector.service,
    app: 'default',
    version: each.version ?? '',
    status: 'UP',
    endpoints: [],
    properties: each.properties ?? {},
    region: undefined,
    zone: undefined,
    registeredAt: 0,
    framework: undefined
  }))
  const result: string[] = []
  for (const request of vector.requests) {
    const call = callOf(vector.service, request)
    for (let i = 0; i < (request.times ?? 1); i++) {
      const group = routing.router(vector.service)?.route(call, instances)
      const members = group === undefined ? instances : group.members(instances)
      result.push(members.map((instance) => instance.id).join('+') || '-')
    }
  }
  return result
}

describe.each(['spec', 'distribution', 'matching', 'parsing'])('%s', (name) => {
  test.each(vectors<RouteVector>(name))('$id', (vector) => {
    expect(picks(vector)).toEqual(vector.expect)
  })
})

describe('score', () => {
  test.each(vectors<ScoreVector>('score'))('$id', ({ tags, version, properties, expect: expected }) => {
    const compiled = compileTags(new Map(Object.entries(tags)))
    expect(tagScore(compiled, { version, properties }, false)).toBe(expected)
  })
})
