import type { InstanceGates } from '@node-chassis/governance'
import { describe, expect, test } from 'vitest'
import { buildClasses } from './classes.ts'
import { Member } from './member.ts'
import type { Memory, Probe } from './member.ts'

function member(
  id: string,
  more: { status?: 'UP' | 'DOWN'; probe?: Probe; vanished?: boolean; http?: boolean } = {}
) {
  const memory: Memory = {
    id,
    endpoint: more.http === false ? undefined : { origin: '', host: '', port: 1, http2: false, text: '' },
    pool: undefined,
    meter: undefined,
    probe: more.probe ?? 'UNKNOWN',
    vanishedAt: more.vanished === true ? 0 : undefined,
    failures: 0,
    testing: false,
    cancelTest: undefined,
    dropped: false,
    load: undefined,
    bornAt: 0,
    warmUp: undefined
  }
  const status = more.status ?? 'UP'
  return new Member(
    {
      id,
      service: 'order',
      app: 'default',
      version: '1',
      status,
      endpoints: [],
      properties: {},
      region: undefined,
      zone: undefined,
      registeredAt: 0,
      framework: undefined
    },
    memory
  )
}

const isolating = (blocked: Record<string, number>, revision = 1): InstanceGates =>
  ({
    revision,
    gateOf: ({ id }: { id: string }) => ({
      wouldAdmit: (now: number) => (blocked[id] ?? 0) <= now,
      blockedUntil: blocked[id] ?? Infinity
    })
  }) as unknown as InstanceGates
const ids = (list: readonly Member[]): string => list.map((one) => one.id).join('')
const quiet = (): void => {}

describe('classes of instances (decisions.md, Attempt loop)', () => {
  const all = [
    member('a'),
    member('b', { probe: 'OK' }),
    member('c', { probe: 'FAIL' }),
    member('d', { status: 'DOWN' }),
    member('e', { vanished: true, probe: 'OK' }),
    member('f', { vanished: true }),
    member('g', { http: false })
  ]

  test('A is healthy, H vanished and alive, U all that are UP', () => {
    const classes = buildClasses(all, undefined, 1, undefined, 0, undefined, quiet)
    expect([ids(classes.a), ids(classes.h), ids(classes.u)]).toEqual(['ab', 'e', 'abc'])
    expect(classes.validUntil).toBe(Infinity)
  })

  test('isolated ones leave A and H, and the list holds until the earliest may be asked again', () => {
    const heard: string[] = []
    const classes = buildClasses(
      all,
      undefined,
      1,
      isolating({ a: 500, e: 300, c: 900 }),
      100,
      undefined,
      (one, isolated) => {
        if (isolated) heard.push(one.id)
      }
    )
    expect([ids(classes.a), ids(classes.h), ids(classes.u)]).toEqual(['b', '', 'abc'])
    expect(classes.validUntil).toBe(300)
    expect(heard).toEqual(['a', 'c', 'e'])
  })

  test('equal lists keep their identity', () => {
    const first = buildClasses(all, undefined, 1, undefined, 0, undefined, quiet)
    const second = buildClasses(all, undefined, 2, isolating({ a: 500 }), 0, first, quiet)
    expect(second.a).not.toBe(first.a)
    expect(second.u).toBe(first.u)
    expect(second.h).toBe(first.h)
  })
})

// java-chassis 3 makes four groups of these; Node takes UNKNOWN for OK and never calls what is not UP (routing.md 7.2).
describe('status vectors of routing.md Appendix B', () => {
  test.each([
    ['S1', 'aCUOK bCU-- cHUOK dCUFA', 'ab/c/abd'],
    ['S2', 'bCU-- dCDOK', 'b//b'],
    ['S3', 'dCDOK', '//'],
    ['S4', 'aCUOK bCUOK!', 'a//ab']
  ])('%s', (_id, instances, expected) => {
    const blocked: Record<string, number> = {}
    const members = instances.split(' ').map((text) => {
      const [id = '', kept, status] = text
      if (text.endsWith('!')) blocked[id] = 1000
      return member(id, {
        status: status === 'U' ? 'UP' : 'DOWN',
        probe: text.includes('OK') ? 'OK' : text.includes('FA') ? 'FAIL' : 'UNKNOWN',
        vanished: kept === 'H'
      })
    })
    const { a, h, u } = buildClasses(members, undefined, 1, isolating(blocked), 0, undefined, quiet)
    expect([a, h, u].map((list) => ids(list)).join('/')).toBe(expected)
  })
})
