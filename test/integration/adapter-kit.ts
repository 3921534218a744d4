import { simulatedEnv } from '@node-chassis/core/testing'
import type { SimulatedClock } from '@node-chassis/core/testing'
import { createChassis } from 'node-chassis'
import type { Chassis } from 'node-chassis'
import { onTestFinished } from 'vitest'

export const OPEN = { message: 'circuitBreaker is open.' }

/** A breaker over everything that opens after two failures in a row. */
export const BREAKER = {
  'servicecomb.matchGroup.all': 'matches:\n  - apiPath: { prefix: / }',
  'servicecomb.circuitBreaker.all':
    'slidingWindowType: COUNT_BASED\nslidingWindowSize: 2\nminimumNumberOfCalls: 2\nfailureRateThreshold: 100'
}

/** A chassis without engine, whose policies see simulated time; closed when the test is over. */
export function governed(config: Readonly<Record<string, string>> = {}): {
  chassis: Chassis
  clock: SimulatedClock
} {
  const env = simulatedEnv()
  const chassis = createChassis({
    service: { name: 'order', version: '1.0.0' },
    env,
    config: { 'servicecomb.registry.sc.enabled': 'false', ...config }
  })
  onTestFinished(() => chassis.close({ waitMs: 0 }))
  return { chassis, clock: env.clock }
}

/** Status and body, parsed when it is JSON, of a number of calls one after the other. */
export async function answers(url: string, count: number): Promise<[number, unknown][]> {
  const all: [number, unknown][] = []
  for (let i = 0; i < count; i++) {
    const response = await fetch(url)
    const text = await response.text()
    const json = response.headers.get('content-type')?.startsWith('application/json') === true
    all.push([response.status, json ? JSON.parse(text) : text])
  }
  return all
}

export async function statuses(url: string, count: number): Promise<number[]> {
  return (await answers(url, count)).map(([status]) => status)
}
