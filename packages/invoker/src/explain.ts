import type { GovernanceExplanation } from '@node-chassis/governance'
import type { CallRequest } from './call-view.ts'
import { Choice } from './choice.ts'
import type { Member } from './member.ts'
import { filterObstacles } from './explain-filters.ts'
import { limitOf } from './settings.ts'
import type { CallWorld } from './world.ts'

/** Why an instance would be called, or not (decisions.md N32). */
export interface CandidateExplanation {
  readonly instance: string
  readonly version: string
  /** As registered; undefined when HTTP cannot reach it. */
  readonly endpoint: string | undefined
  readonly candidate: boolean
  readonly because: string
  /** What its balancer knows of it; only where one measures. */
  readonly load?: { readonly inFlight: number; readonly expectedMs: number; readonly failuresInRow: number }
}

/** What would happen to a call; nothing is sent and nothing is counted. */
export interface CallExplanation extends GovernanceExplanation {
  readonly service: string
  readonly candidates: readonly CandidateExplanation[]
  readonly limits: {
    readonly attemptMs: number
    readonly deadlineMs: number | undefined
    readonly connectMs: number
  }
  readonly failover: { readonly unsent: boolean; readonly safe: boolean }
}

class DryCall extends Choice {
  override onTimer(): void {}
}

export function explainCall(world: CallWorld, request: CallRequest): CallExplanation {
  const call = new DryCall(world, request)
  const { keeper } = call
  const { list } = keeper
  const settings = world.settings()
  const { traits } = request
  const plan = world.governance.consumerPlan(call)
  const now = world.env.clock.now()
  const governed = world.governance.explain(call, list)
  const filtered = filterObstacles(keeper, call, plan, governed.route.groups, now)
  const candidates = [...keeper.members].map((member) => {
    const obstacle = obstacleOf(member, traits.testing === true) ?? filtered.get(member)
    const gate = plan.isolation?.gateOf(member)
    const isolated = gate !== undefined && !gate.wouldAdmit(now)
    const because =
      obstacle ??
      (isolated ? `isolated by ${plan.isolation?.rule ?? 'its breaker'}` : `${member.status} and reachable`)
    return {
      instance: member.id,
      version: member.version,
      endpoint: member.memory.endpoint?.text,
      candidate: obstacle === undefined && !isolated,
      because,
      ...loadOf(member)
    }
  })
  return {
    ...governed,
    service: request.target.service,
    candidates,
    limits: {
      attemptMs: Math.min(
        traits.timeoutMs ?? limitOf(settings, request.target.service, traits.schema, traits.operation),
        plan.attemptLimitMs ?? Infinity
      ),
      deadlineMs: traits.deadlineMs,
      connectMs: settings.pool.connectTimeoutMs
    },
    failover: { unsent: settings.failoverUnsent, safe: settings.failoverSafe }
  }
}

function loadOf({ memory: { load } }: Member): Pick<CandidateExplanation, 'load'> {
  if (load === undefined) return {}
  const { inFlight, cost, failuresInRow } = load
  return { load: { inFlight, expectedMs: Math.round(cost), failuresInRow } }
}

function obstacleOf(member: Member, testing: boolean): string | undefined {
  const { memory } = member
  if (memory.vanishedAt !== undefined) {
    return `left the registry's list; used only while no listed instance is healthy (probe ${memory.probe})`
  }
  if (member.status !== (testing ? 'TESTING' : 'UP')) return `status ${member.status}`
  if (memory.endpoint === undefined) return `no HTTP endpoint among ${JSON.stringify(member.endpoints)}`
  if (memory.probe === 'FAIL') return 'no connection to it; connect tests run until one succeeds'
  return undefined
}
