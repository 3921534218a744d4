import { systemEnv } from '@node-chassis/core'
import { recordingLogger, simulatedEnv } from '@node-chassis/core/testing'
import { describe, expect, test } from 'vitest'
import { listen } from '../http/server.ts'
import { createRegistryService } from '../registry/index.ts'
import { createRbac } from './index.ts'
import type { RbacChange } from './records.ts'
import { RbacStore } from './store.ts'

const OLD_PASSWORD = 'Complicated_password1'
const NEW_PASSWORD = 'Complicated_password2'

describe('what a journal keeps', () => {
  test('every write is told as plain data, and told again leads to the same', async () => {
    const env = simulatedEnv()
    const rbac = await createRbac(env, { rootPassword: OLD_PASSWORD })
    const told: string[] = []
    rbac.store.onWrite = (change) => told.push(JSON.stringify(change))
    await rbac.begin()
    rbac.store.write({ kind: 'role', name: 'developer' })
    const copy = new RbacStore()
    for (const line of told) copy.restore(JSON.parse(line) as RbacChange)
    expect(copy.snapshot()).toEqual(rbac.store.snapshot())
    expect(copy.roles().map(({ name }) => name)).toEqual(['admin'])
    expect(copy.accounts()).toMatchObject([{ name: 'root', roles: ['admin'], status: 'active' }])
    expect(told.join()).not.toContain(OLD_PASSWORD)
  })

  test('the password of root is that of the first start', async () => {
    const env = simulatedEnv()
    const first = await createRbac(env, { rootPassword: OLD_PASSWORD })
    await first.begin()
    const second = await createRbac(env, { rootPassword: NEW_PASSWORD })
    for (const change of first.store.snapshot()) second.store.restore(change)
    await second.begin()
    expect(second.store.snapshot()).toEqual(first.store.snapshot())
  })
})

test('a write that cannot be kept is not done, and the log of it holds no secret', async () => {
  const log = recordingLogger()
  const env = systemEnv(log)
  const rbac = await createRbac(env, { rootPassword: OLD_PASSWORD })
  await rbac.begin()
  const registry = createRegistryService(env, {}, [], rbac)
  const server = await listen(registry, { host: '127.0.0.1', port: 0, env })
  try {
    const login = { name: 'root', password: OLD_PASSWORD }
    const answer = await fetch(`${server.url}/v4/token`, { method: 'POST', body: JSON.stringify(login) })
    const { token } = (await answer.json()) as { token: string }
    rbac.store.onWrite = () => {
      throw new Error('the disk is full')
    }
    const headers = { Authorization: `Bearer ${token}` }
    const body = JSON.stringify({ name: 'x', password: NEW_PASSWORD, roles: ['admin'] })
    const refused = await fetch(`${server.url}/v4/accounts`, { method: 'POST', headers, body })
    expect([refused.status, rbac.store.account('x')]).toEqual([500, undefined])
    const logged = JSON.stringify(log.records)
    expect(logged).toContain('/v4/accounts')
    for (const secret of [OLD_PASSWORD, NEW_PASSWORD, ...token.split('.'), 'scrypt$']) {
      expect(logged).not.toContain(secret)
    }
  } finally {
    await server.close()
    registry.close()
  }
})
