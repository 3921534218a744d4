import { simulatedEnv } from '@node-chassis/core/testing'
import { expect, test } from 'vitest'
import { createConfigService } from '../config/index.ts'
import { createGovernanceRoutes } from '../governance/index.ts'
import { createRegistryService } from '../registry/index.ts'
import { accessOf } from './access.ts'
import { createRbac } from './index.ts'

test.each([
  ['POST', '/v4/token', 'open'],
  ['GET', '/v4/:project/registry/version', 'open'],
  ['GET', '/registry/v3/health', 'open'],
  ['GET', '/health', 'open'],
  ['GET', '/v4/:project/registry/health/readiness', 'open'],
  ['GET', '/v4/self-perms', 'authenticated'],
  ['POST', '/v4/accounts/:name/password', 'authenticated'],
  ['POST', '/v3/:project/accounts/:name/password', 'authenticated'],
  ['GET', '/v4/accounts', { type: 'account', verb: 'get' }],
  ['PUT', '/v3/:project/accounts/:name', { type: 'account', verb: 'update' }],
  ['DELETE', '/v4/roles/:name', { type: 'role', verb: 'delete' }],
  ['POST', '/v4/:project/registry/microservices', { type: 'service', verb: 'create' }],
  ['GET', '/registry/v3/microservices/:serviceId', { type: 'service', verb: 'get' }],
  ['POST', '/v4/:project/registry/instances/action', { type: 'service', verb: 'get' }],
  ['PUT', '/registry/v3/heartbeats', { type: 'service', verb: 'update' }],
  [
    'PUT',
    '/v4/:project/registry/microservices/:serviceId/schemas/:schemaId',
    { type: 'service/schema', verb: 'update' }
  ],
  ['PUT', '/v4/:project/registry/dependencies', { type: undefined, verb: 'update' }],
  ['GET', '/v4/:project/govern/relations', { type: 'service', verb: 'get' }],
  ['DELETE', '/v4/:project/admin/alarms', { type: 'ops', verb: 'delete' }],
  ['POST', '/v1/:project/gov/:kind', { type: 'governance', verb: 'create' }],
  ['PUT', '/v3/:project/govern/governance/:kind/:id', { type: 'governance', verb: 'update' }],
  ['POST', '/v1/:project/kie/file', { type: 'config', verb: 'create' }],
  ['POST', '/v1/:project/kie/download', { type: 'config', verb: 'get' }]
] as const)('%s %s', (method, path, access) => {
  expect(accessOf({ method, path })).toEqual(access)
})

test('no route of the registry is without an owner, but the declaration of dependencies', async () => {
  const env = simulatedEnv()
  const config = createConfigService({ env })
  const governance = createGovernanceRoutes(config.documents, env, 1)
  const rbac = await createRbac(env, { rootPassword: 'Complicated_password1' })
  const registry = createRegistryService(env, {}, governance, rbac)
  const orphans = registry.routes.filter((route) => {
    const access = accessOf(route)
    return typeof access === 'object' && access.type === undefined
  })
  expect([...new Set(orphans.map(({ path }) => path))]).toEqual([
    '/v4/:project/registry/dependencies',
    '/registry/v3/dependencies'
  ])
  registry.close()
  config.close()
})
