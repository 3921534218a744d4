/** Of one contender in one pair of processes: its figure divided by that of the baseline beside it. */
export interface Ratios {
  readonly cpu: number
  readonly rate: number
  readonly p50: number
  readonly p99: number
}

export interface Goal {
  readonly name: string
  readonly says: string
  readonly limit: number
  /** More is better. */
  readonly atLeast?: true
  /** @param of ratios of a contender to raw undici in this round */
  readonly value: (of: (contender: string) => Ratios) => number
  /** What was tried, and what stands in the way: for the page, where the goal is missed. */
  readonly ifMissed: string
}

const STREAM =
  'The stream is undici’s own `request` on top of our dispatcher. In a profile a tenth of its CPU is code of this project ' +
  '(no function of it above 1 %), a quarter the writing of heads to sockets, the rest undici, its Readable and the ' +
  'collector. Three pools cost more than one by themselves: compare with their row. What could still go is one object and ' +
  'one call for each callback between undici’s handler and the caller’s; they carry retries, limits and the settling of gates.'

/** PERFORMANCE goals that are reported and gate nothing: they depend on the neighbours of the machine. */
export const GOALS: readonly Goal[] = [
  {
    name: 'G1',
    says: 'governed call, collected: CPU against raw undici',
    limit: 1.1,
    value: (of) => of('call').cpu,
    ifMissed:
      'The floor is undici’s dispatch with a collected body, about 0.85. Above it: three pools of connections instead of one, ' +
      'the decision (about 1 % of a call), two readings of the clock, and the context headers.'
  },
  {
    name: 'G1',
    says: 'governed call, collected: calls a second against raw undici',
    limit: 0.92,
    atLeast: true,
    value: (of) => of('call').rate,
    ifMissed:
      'The servers and the caller share the cores: the rate follows the CPU of both, and three servers have colder caches than one.'
  },
  {
    name: 'G2',
    says: 'governed call, streamed: CPU against three pools by hand',
    limit: 1.1,
    value: (of) => of('stream').cpu / of('threePools').cpu,
    ifMissed: STREAM
  },
  {
    name: 'G2',
    says: 'governed call, streamed: CPU against raw undici (quiet machine)',
    limit: 1.2,
    value: (of) => of('stream').cpu,
    ifMissed: STREAM
  },
  {
    name: 'G4',
    says: 'CPU against the chain by hand (opossum, p-limit, round robin, retry)',
    limit: 0.85,
    value: (of) => of('call').cpu / of('byHand').cpu,
    ifMissed:
      'The chain by hand has one breaker, one bound and no context, no routing, no isolation: it does less than a tenth of what ' +
      'is compared with it. Most of both is undici and the kernel.'
  },
  {
    name: 'G4',
    says: 'CPU against the built-in fetch',
    limit: 1 / 4,
    value: (of) => of('call').cpu / of('fetch').cpu,
    ifMissed:
      'How much fetch costs above undici is a matter of the Node line; ours is near the floor of undici.'
  },
  {
    name: 'G4',
    says: 'CPU against axios',
    limit: 1 / 8,
    value: (of) => of('call').cpu / of('axios').cpu,
    ifMissed:
      'axios runs on node:http with a kept-alive agent. The goal came from an axios that cost 10 times raw undici; where it ' +
      'costs less than 8 times as much, undici alone does not reach an eighth either.'
  },
  {
    name: 'G4',
    says: 'CPU against got',
    limit: 1 / 8,
    value: (of) => of('call').cpu / of('got').cpu,
    ifMissed: 'As for axios.'
  },
  {
    name: 'G4',
    says: 'CPU against raw undici through a bare TCP forwarder, the forwarder’s CPU added',
    limit: 0.6,
    value: (of) => of('call').cpu / of('proxied').cpu,
    ifMissed:
      'The forwarder copies bytes and parses nothing: less than any real proxy does. HAProxy and nginx cost 1.8 to 2.3 times raw undici.'
  },
  {
    name: 'G9',
    says: 'latency with one call in flight, median, collected',
    limit: 1.08,
    value: (of) => of('call').p50,
    ifMissed:
      'CPU added is CPU waited; three servers take turns, so that each has colder caches than the one of the baseline.'
  },
  {
    name: 'G9',
    says: 'latency with one call in flight, median, streamed',
    limit: 1.12,
    value: (of) => of('stream').p50,
    ifMissed: STREAM
  },
  {
    name: 'G9',
    says: 'latency with one call in flight, 99th percentile, collected',
    limit: 1.15,
    value: (of) => of('call').p99,
    ifMissed:
      'The tail is that of the garbage collector and of the neighbours; the baseline’s varies by as much between two runs.'
  }
]
