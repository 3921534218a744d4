import { describe, expect, test } from 'vitest'
import { REPLAY_DIFFERENCES, REPLAY_PENDING } from './replay-differences.ts'
import { replay } from './replay-lib/player.ts'
import type { ReplayOptions } from './replay-lib/player.ts'
import { clientRuns, flowRuns } from './replay-lib/transcripts.ts'
import type { Exchange, Run } from './replay-lib/transcripts.ts'

const FOREIGN_KEYS = new Set([
  'servicecomb.loadbalance.strategy.name',
  'servicecomb.loadbalance.broken',
  'servicecomb.loadbalance.empty',
  'servicecomb.bulkhead.xb',
  'servicecomb.routeRule.scene-cart',
  'servicecomb.unrelated.setting.scene-cart'
])
// The recorded server's ping came this late, and the client's own, which puts the next one off, just before it.
const SLOW_PING_MS = 30_446
const NO_KEYS: ReadonlySet<string> = new Set()

const skipped = ({ id }: Exchange): boolean => Object.hasOwn(REPLAY_PENDING, id)
const scripted: ReplayOptions = { prepared: false, foreignKeys: NO_KEYS, skipped }
const clients: ReplayOptions = { prepared: true, foreignKeys: NO_KEYS, skipped }

const registryFlows = flowRuns('registry', 'registry', true)
const withAccounts = registryFlows.find(({ name }) => name === 'registry rbac')!

const suites: readonly (readonly [readonly Run[], ReplayOptions])[] = [
  [registryFlows.filter((run) => run !== withAccounts), clients],
  [[withAccounts], { ...clients, engine: { rbac: { rootPassword: 'Complicated_password1' } } }],
  [flowRuns('config', 'config', false), scripted],
  [flowRuns('governance-api', 'registry', false), { ...scripted, foreignKeys: FOREIGN_KEYS }],
  [clientRuns('java-chassis-3'), clients],
  [clientRuns('spring-cloud-huawei-1'), { ...clients, engine: { pingIntervalMs: SLOW_PING_MS } }],
  [clientRuns('go-chassis-2'), clients],
  [clientRuns('sc-client'), clients],
  [clientRuns('kie-client'), clients]
]

describe.concurrent('recorded exchanges are answered as the real servers did', () => {
  for (const [runs, options] of suites) {
    for (const run of runs) {
      test(run.name, async () => {
        const listed = Object.keys(REPLAY_DIFFERENCES).filter((id) =>
          run.exchanges.some((one) => one.id === id)
        )
        const differences = await replay(run, options)
        const unexpected = [...differences].filter(([id]) => !listed.includes(id))
        expect(Object.fromEntries(unexpected), 'not as recorded, and not listed').toEqual({})
        expect(
          listed.filter((id) => !differences.has(id)),
          'listed, and yet as recorded'
        ).toEqual([])
      })
    }
  }
})

test('every listed exchange exists', () => {
  const ids = new Set(suites.flatMap(([runs]) => runs).flatMap((run) => run.exchanges.map(({ id }) => id)))
  const listed = [...Object.keys(REPLAY_DIFFERENCES), ...Object.keys(REPLAY_PENDING)]
  expect(listed.filter((id) => !ids.has(id))).toEqual([])
})
