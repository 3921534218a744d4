import type { Keeper } from './keeper.ts'
import { LATENCY_BOUNDS_MS, RESULTS } from './meter.ts'
import type { Meter, Result } from './meter.ts'

/** Counts since the start of the process, as of now. */
export interface MeterSnapshot {
  /** Begun and not ended. */
  readonly active: number
  /** By how they ended: `success` is a status below 400. */
  readonly ended: Readonly<Record<Result, number>>
  /** Without what was refused here and what its caller left. */
  readonly latency: {
    readonly count: number
    readonly sumMs: number
    /** One for each of `boundsMs`, not accumulated, and one for what took longer. */
    readonly buckets: readonly number[]
  }
}

/** One instance: its attempts, from the permit to the last byte (streamed answers: to the head). */
export interface InstanceMetrics extends MeterSnapshot {
  readonly instance: string
  /** As registered. */
  readonly endpoint: string
}

/** One service: whole calls, with their pauses and retries; streamed answers to their last byte. */
export interface ServiceMetrics extends MeterSnapshot {
  readonly app: string
  readonly service: string
  /** Requests sent for the calls that ended. */
  readonly requests: number
  /** Instances that were called and are not gone. */
  readonly instances: readonly InstanceMetrics[]
}

/** What `metrics()` answers: plain data, a new object each time. */
export interface Metrics {
  /** Upper bounds of the latency buckets in milliseconds. */
  readonly boundsMs: readonly number[]
  readonly services: readonly ServiceMetrics[]
}

export function metricsOf(keepers: Iterable<Keeper>): Metrics {
  const services: ServiceMetrics[] = []
  for (const { target, meter, members } of keepers) {
    const instances: InstanceMetrics[] = []
    for (const { id, memory } of members) {
      if (memory.meter === undefined) continue
      instances.push({ instance: id, endpoint: memory.endpoint?.text ?? '', ...snapshotOf(memory.meter) })
    }
    services.push({ ...target, requests: meter.requests, ...snapshotOf(meter), instances })
  }
  return { boundsMs: LATENCY_BOUNDS_MS, services }
}

function snapshotOf(meter: Meter): MeterSnapshot {
  const buckets = meter.buckets()
  return {
    active: meter.active,
    ended: Object.fromEntries(RESULTS.map((result) => [result, meter.count(result)])) as Record<
      Result,
      number
    >,
    latency: { count: buckets.reduce((sum, one) => sum + one, 0), sumMs: meter.sumMs, buckets }
  }
}
