import type { ChassisState, Env } from '@node-chassis/core'
import type { Invoker, MeterSnapshot } from '@node-chassis/invoker'
import type { Health } from '../health.ts'
import type { Family, Labels } from './family.ts'
import { SERVED_BOUNDS } from './served.ts'
import type { ServedMeter } from './served.ts'

export interface Measured {
  readonly env: Env
  readonly state: ChassisState
  readonly health: Health
  readonly served: ServedMeter
  readonly invoker: Pick<Invoker, 'metrics'>
}

/** Everything that this process counts, as of now. The names are public: docs/diagnostics.md. */
export function collect({ env, state, health, served, invoker }: Measured): readonly Family[] {
  return [
    ...clientFamilies(invoker),
    {
      name: 'http.server.request.duration',
      kind: 'histogram',
      unit: 's',
      help: 'Requests that this process answered, refused ones included.',
      bounds: SERVED_BOUNDS,
      samples: served.durations()
    },
    gauge('http.server.active_requests', 'Requests being answered now.', served.active),
    {
      name: 'chassis.server.refusals',
      kind: 'counter',
      help: 'Requests that a policy refused.',
      samples: served.refusals()
    },
    {
      name: 'chassis.breaker.open',
      kind: 'gauge',
      help: '1 for each breaker that is open or half-open, of a policy or of an instance.',
      samples: health.breakers.map(({ rule, service = '', instance = '', state: breaker }) => ({
        labels: { rule, target: service, target_instance: instance, state: breaker },
        value: 1
      }))
    },
    {
      name: 'chassis.breaker.transitions',
      kind: 'counter',
      help: 'Changes of breakers, by the state they changed to.',
      samples: health.transitions.map(({ rule, to, value }) => ({ labels: { rule, to }, value }))
    },
    gauge('chassis.ready', '1 while /readyz says yes.', health.ready(state) ? 1 : 0),
    gauge(
      'chassis.registry.registered',
      '1 while the registry has this instance; absent without a registry.',
      health.registry === 'off' ? undefined : health.registry === 'registered' ? 1 : 0
    ),
    gauge(
      'chassis.config.answering',
      '1 while the configuration centre answers; absent without one.',
      health.config === 'off' ? undefined : health.config === 'answering' ? 1 : 0
    ),
    ...processFamilies(env)
  ]
}

function gauge(name: string, help: string, value: number | undefined, unit?: 'By' | 's'): Family {
  const samples = value === undefined ? [] : [{ labels: {}, value }]
  return { name, kind: 'gauge', help, samples, ...(unit === undefined ? {} : { unit }) }
}

function clientFamilies(invoker: Measured['invoker']): readonly Family[] {
  const { boundsMs, services } = invoker.metrics()
  const bounds = boundsMs.map((ms) => ms / 1000)
  const targets = services.map((one) => ({ ...one, labels: { target: one.service } }))
  const instances = services.flatMap(({ service, instances: called }) =>
    called.map((one) => ({ ...one, labels: { target: service, target_instance: one.instance } }))
  )
  return [
    results('chassis.client.calls', 'Calls that ended, by how they ended.', targets),
    {
      name: 'chassis.client.active_calls',
      kind: 'gauge',
      help: 'Calls begun and not ended.',
      samples: targets.map(({ labels, active }) => ({ labels, value: active }))
    },
    {
      name: 'chassis.client.requests',
      kind: 'counter',
      help: 'Requests sent for the calls that ended: what exceeds these was sent again.',
      samples: targets.map(({ labels, requests }) => ({ labels, value: requests }))
    },
    durations('chassis.client.call.duration', 'Calls with their retries and pauses.', bounds, targets),
    results('chassis.client.attempts', 'Attempts that ended, by instance and by how they ended.', instances),
    durations('chassis.client.attempt.duration', 'Attempts, by instance.', bounds, instances)
  ]
}

type Labelled = MeterSnapshot & { readonly labels: Labels }

function results(name: string, help: string, meters: readonly Labelled[]): Family {
  const samples = meters.flatMap(({ labels, ended }) =>
    Object.entries(ended).map(([result, value]) => ({ labels: { ...labels, result }, value }))
  )
  return { name, kind: 'counter', help, samples }
}

function durations(
  name: string,
  help: string,
  bounds: readonly number[],
  meters: readonly Labelled[]
): Family {
  const samples = meters.map(({ labels, latency }) => ({
    labels,
    buckets: latency.buckets,
    sum: latency.sumMs / 1000
  }))
  return { name, kind: 'histogram', unit: 's', help, bounds, samples }
}

function processFamilies({ clock }: Env): readonly Family[] {
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed, external } = process.memoryUsage()
  const started = clock.wallNow() / 1000 - process.uptime()
  return [
    {
      name: 'process.cpu',
      kind: 'counter',
      unit: 's',
      help: 'CPU time of this process.',
      samples: [{ labels: {}, value: (user + system) / 1e6 }]
    },
    gauge('process.resident_memory', 'Resident memory.', rss, 'By'),
    gauge('process.start_time', 'When this process began, since the epoch.', started, 's'),
    gauge('nodejs.heap.used', 'Heap in use.', heapUsed, 'By'),
    gauge('nodejs.external_memory', 'Memory outside of the heap.', external, 'By'),
    gauge(
      'nodejs.eventloop.utilization',
      'Share of its life that the event loop was busy, 0 to 1.',
      performance.eventLoopUtilization().utilization
    ),
    {
      name: 'nodejs.version.info',
      kind: 'gauge',
      help: 'Version of Node.js.',
      samples: [{ labels: { version: process.version }, value: 1 }]
    }
  ]
}
