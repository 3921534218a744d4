import type { Instance } from '@node-chassis/core'
import { silentLogger } from '@node-chassis/core'
import { seededRandom, simulatedClock } from '@node-chassis/core/testing'
import type { CandidateMemory } from '@node-chassis/governance'
import { describe, expect, test } from 'vitest'
import { CustomBalancer } from './custom-balancer.ts'
import type { ChooseInstance } from './custom-balancer.ts'

type Named = Instance & { readonly memory: CandidateMemory }

const named = (id: string): Named =>
  ({ id, memory: { load: undefined, bornAt: 0, warmUp: undefined } }) as unknown as Named
const list = ['a', 'b', 'c'].map(named)

function balancer(choose: ChooseInstance): {
  readonly balancer: CustomBalancer
  readonly warnings: string[]
} {
  const warnings: string[] = []
  const log = { ...silentLogger, warn: (_: unknown, text?: string) => void warnings.push(text ?? '') }
  const env = { clock: simulatedClock(), random: seededRandom(1), log }
  return { balancer: new CustomBalancer('mine', choose, env), warnings }
}

describe('a balancer of the application', () => {
  test('chooses, and gets the list itself as long as nobody was tried', () => {
    const lists: unknown[] = []
    const { balancer: own, warnings } = balancer((instances) => {
      lists.push(instances)
      return instances.at(-1)!
    })
    expect(own.pick(list, [])?.id).toBe('c')
    expect(lists[0]).toBe(list)
    expect(own.pick(list, [list[2]!.memory])?.id).toBe('b')
    expect(
      own.pick(
        list,
        list.map(({ memory }) => memory)
      )
    ).toBeUndefined()
    expect(warnings).toEqual([])
  })

  test.each<[string, ChooseInstance, string]>([
    ['throws', () => JSON.parse('{') as Instance, "balancer 'mine' threw; instances take turns then"],
    [
      'answers a stranger',
      () => named('stranger'),
      "balancer 'mine' answered no instance of its list; instances take turns then"
    ],
    [
      'answers nothing',
      () => undefined as unknown as Instance,
      "balancer 'mine' answered no instance of its list; instances take turns then"
    ]
  ])('one that %s loses its say and not the call, and is complained of once', (_, choose, warning) => {
    const { balancer: own, warnings } = balancer(choose)
    expect([1, 2, 3, 4].map(() => own.pick(list, [])?.id)).toEqual(['a', 'b', 'c', 'a'])
    expect(warnings).toEqual([warning])
  })
})
