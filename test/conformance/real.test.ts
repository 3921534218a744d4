import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { runVector as runConfigVector } from './config-lib/runner.ts'
import { configVectors } from './config-lib/vectors.ts'
import { logIn } from './lib/rbac.ts'
import type { RbacSecrets } from './lib/rbac.ts'
import { runVector } from './lib/registry-runner.ts'
import { registryVectors } from './lib/registry-vectors.ts'
import type { Variant, Vector } from './lib/registry-vectors.ts'

/**
 * The vectors against real servers, which the variables name; each failure says what differs. Without them nothing runs:
 *
 *     CHASSIS_SC_BASE          a service-center without accounts
 *     CHASSIS_SC_LIMITED_BASE  one that is set up as the vectors' `limited`
 *     CHASSIS_SC_RBAC_BASE     one with accounts; CHASSIS_SC_ROOT_PASSWORD is root's
 *     CHASSIS_KIE_BASE         a kie
 *     CHASSIS_SLOW_VECTORS=1   also those that wait for minutes
 */
const env = process.env
const bases: Readonly<Record<Variant, string | undefined>> = {
  main: env['CHASSIS_SC_BASE'],
  limited: env['CHASSIS_SC_LIMITED_BASE'],
  rbac: env['CHASSIS_SC_RBAC_BASE']
}
const kie = env['CHASSIS_KIE_BASE']
const slowToo = env['CHASSIS_SLOW_VECTORS'] === '1'
const LONG_MS = 10 * 60_000

describe.concurrent('service-center', () => {
  if (Object.values(bases).every((base) => base === undefined))
    test.skip('CHASSIS_SC_BASE names no server', () => {})
  for (const vector of registryVectors()) {
    const base = bases[vector.server]
    if (base === undefined) continue
    const name = `${vector.id} ${vector.title}`
    const reason = notHere(vector)
    if (reason === undefined) test(name, () => run(vector, vector.server, base), LONG_MS)
    else test.skip(`${name} (${reason})`, () => {})
  }
})

// One after the other: the revision counter is everybody's.
describe('kie', () => {
  if (kie === undefined) return test.skip('CHASSIS_KIE_BASE names no server', () => {})
  for (const { id, title, needs, steps } of [...configVectors('real').values()].flat()) {
    const name = `${id} ${title}`
    const own = needs.filter((need) => need !== 'slow' || !slowToo)
    if (own.length > 0) test.skip(`${name} (needs a server that is ${own.join(', ')})`, () => {})
    else test(name, () => runConfigVector({ id, title, needs, steps }, { base: kie, real: true }), LONG_MS)
  }
})

test('what is for real servers is in the vectors', () => {
  expect(
    registryVectors().flatMap(({ steps }) => steps.filter((step) => step.expectReal)).length
  ).toBeGreaterThan(0)
  expect(configVectors('real')).not.toEqual(configVectors('embedded'))
})

function notHere(vector: Vector): string | undefined {
  if (vector.slow === true && !slowToo) return 'slow'
  return vector.steps.some((step) => step.mint !== undefined) ? "needs the server's private key" : undefined
}

async function run(vector: Vector, variant: Variant, base: string): Promise<void> {
  const target = { base, real: true, wait: sleep, now: () => Math.floor(Date.now() / 1000) }
  await runVector(vector, variant === 'rbac' ? { ...target, rbac: await secrets(base) } : target)
}

async function secrets(base: string): Promise<RbacSecrets> {
  const rootPassword = env['CHASSIS_SC_ROOT_PASSWORD'] ?? ''
  return { rootPassword, root: await logIn(base, 'root', rootPassword) }
}
