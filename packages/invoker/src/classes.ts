import type { InstanceGates, ServiceFilters } from '@node-chassis/governance'
import type { Member } from './member.ts'

/**
 * The classes of instances a call chooses from, in this order (decisions.md, Attempt loop): A healthy, H vanished from
 * the registry but alive, U everything that is UP. Immutable lists; equal ones keep their identity, so that what others
 * computed of them stays right.
 */
export interface Classes {
  readonly a: readonly Member[]
  readonly h: readonly Member[]
  readonly u: readonly Member[]
  readonly membersRevision: number
  readonly gatesRevision: number
  /** Monotonic ms from which an isolated instance may be asked again. */
  readonly validUntil: number
}

/** Hears who became isolated and who is no longer. */
export type IsolationListener = (member: Member, isolated: boolean) => void

export function buildClasses(
  members: Iterable<Member>,
  eligible: ServiceFilters['eligible'],
  membersRevision: number,
  isolation: InstanceGates | undefined,
  now: number,
  previous: Classes | undefined,
  heard: IsolationListener
): Classes {
  const a: Member[] = []
  const h: Member[] = []
  const u: Member[] = []
  let validUntil = Infinity
  for (const member of eligibleOf(members, eligible)) {
    const { memory, current } = member
    if (current) u.push(member)
    const gate = isolation?.gateOf(member)
    const admitted = gate === undefined || gate.wouldAdmit(now)
    if (gate !== undefined) {
      if (!admitted && gate.blockedUntil < validUntil) validUntil = gate.blockedUntil
      heard(member, !admitted)
    }
    if (!admitted) continue
    if (current && memory.probe !== 'FAIL') a.push(member)
    if (!current && memory.probe === 'OK') h.push(member)
  }
  return {
    a: keep(previous?.a, a),
    h: keep(previous?.h, h),
    u: keep(previous?.u, u),
    membersRevision,
    gatesRevision: isolation?.revision ?? 0,
    validUntil
  }
}

/** Instances with status TESTING, as the classes of a call that wants them alone (routing.md 7.2). */
export function buildTestingClasses(
  members: Iterable<Member>,
  eligible: ServiceFilters['eligible'],
  membersRevision: number,
  previous: Classes | undefined
): Classes {
  const listed = [...members].filter(
    ({ status, memory }) =>
      status === 'TESTING' && memory.vanishedAt === undefined && memory.endpoint !== undefined
  )
  const u = [...(eligible?.(listed) ?? listed)]
  return {
    a: keep(
      previous?.a,
      u.filter(({ memory }) => memory.probe !== 'FAIL')
    ),
    h: [],
    u: keep(previous?.u, u),
    membersRevision,
    gatesRevision: 0,
    validUntil: Infinity
  }
}

// The listed and the vanished by themselves: what left the registry must not decide which version is the latest.
function eligibleOf(members: Iterable<Member>, eligible: ServiceFilters['eligible']): Iterable<Member> {
  const current: Member[] = []
  const vanished: Member[] = []
  for (const member of members) {
    if (member.status !== 'UP' || member.memory.endpoint === undefined) continue
    if (member.current) current.push(member)
    else vanished.push(member)
  }
  return eligible === undefined ? [...current, ...vanished] : [...eligible(current), ...eligible(vanished)]
}

function keep(previous: readonly Member[] | undefined, next: readonly Member[]): readonly Member[] {
  if (previous === undefined || previous.length !== next.length) return next
  for (let i = 0; i < next.length; i++) if (previous[i] !== next[i]) return next
  return previous
}
