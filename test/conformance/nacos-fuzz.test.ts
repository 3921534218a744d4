import fc from 'fast-check'
import { recordingLogger, seededRandom, simulatedClock } from '@node-chassis/core/testing'
import { createEngine } from '@node-chassis/engine'
import type { Engine } from '@node-chassis/engine'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createWireClient } from './lib/http.ts'
import { openGrpc } from './nacos-lib/grpc-client.ts'
import type { BareClient } from './nacos-lib/grpc-client.ts'

// What nobody thought of: any JSON in any member, any text in any parameter. Everything is answered, and nothing fails inside.

const TYPES = [
  'InstanceRequest',
  'BatchInstanceRequest',
  'PersistentInstanceRequest',
  'ServiceQueryRequest',
  'SubscribeServiceRequest',
  'ServiceListRequest',
  'ConfigQueryRequest',
  'ConfigPublishRequest',
  'ConfigRemoveRequest',
  'ConfigBatchListenRequest',
  'ConfigFuzzyWatchRequest'
]
const MEMBERS = [
  'namespace',
  'serviceName',
  'groupName',
  'type',
  'instance',
  'instances',
  'cluster',
  'clusters',
  'subscribe',
  'pageNo',
  'pageSize',
  'dataId',
  'group',
  'tenant',
  'content',
  'casMd5',
  'additionMap',
  'listen',
  'configListenContexts',
  'groupKeyPattern',
  'receivedGroupKeys'
]
const INSTANCE = ['ip', 'port', 'weight', 'healthy', 'clusterName', 'metadata', 'instanceId', '__proto__']
const PATHS = [
  '/v1/ns/instance',
  '/v1/ns/instance/beat',
  '/v1/ns/instance/list',
  '/v1/ns/service',
  '/v1/ns/service/list',
  '/v1/cs/configs',
  '/v1/cs/configs/listener',
  '/v1/console/namespaces',
  '/v1/auth/login',
  '/v2/ns/instance',
  '/v2/ns/instance/list',
  '/v2/cs/config',
  '/v3/client/ns/instance',
  '/v3/client/ns/instance/list',
  '/v3/client/cs/config',
  '/v3/admin/cs/config',
  '/v3/admin/cs/config/list',
  '/v3/admin/core/namespace'
]
const PARAMETERS = [
  'serviceName',
  'groupName',
  'ip',
  'port',
  'weight',
  'metadata',
  'ephemeral',
  'beat',
  'pageNo',
  'pageSize',
  'protectThreshold',
  'dataId',
  'group',
  'content',
  'search',
  'Listening-Configs',
  'customNamespaceId',
  'namespaceName',
  'namespaceId',
  'username',
  'accessToken'
]

const word = fc.oneof(
  fc.constantFrom('a', 'public', 'G@@s', '__proto__', '1', '8080', 'true', '{"a":1}'),
  fc.string()
)
const scalar = fc.oneof(word, fc.integer(), fc.double(), fc.boolean(), fc.constant(null))
const part = fc.dictionary(
  fc.oneof(fc.constantFrom(...INSTANCE, ...MEMBERS), word),
  fc.oneof(scalar, fc.object())
)
const member = fc.oneof(scalar, part, fc.array(part, { maxLength: 3 }), fc.jsonValue())
const typical = fc.constantFrom('registerInstance', 'deregisterInstance', 'batchRegisterInstance')
const request = fc.record({
  type: fc.constantFrom(...TYPES),
  json: fc.oneof(
    fc.dictionary(fc.constantFrom(...MEMBERS), member, { maxKeys: MEMBERS.length }),
    fc.record({ namespace: word, serviceName: word, groupName: word, type: typical, instance: part }),
    fc.record({ dataId: word, group: word, tenant: word, content: word, additionMap: part })
  )
})

describe.each(['2.1', '2.5', '3.0'] as const)('as Nacos %s', (api) => {
  const log = recordingLogger()
  let engine: Engine
  let client: BareClient
  const wire = createWireClient()

  beforeAll(async () => {
    const env = { clock: simulatedClock(1_795_618_800_000), random: seededRandom(1), log }
    engine = await createEngine({ env, nacos: { api } })
    client = await openGrpc(engine.nacos!.grpcPort)
    client.setUp({ labels: { module: 'naming' }, abilityTable: {} })
    await client.rpc('ServerCheckRequest', {})
  })

  afterAll(async () => {
    client.kill()
    wire.close()
    await engine.close()
  })

  const failures = (): readonly unknown[] => log.records.filter(({ level }) => level === 50)

  test('any message is answered', async () => {
    await fc.assert(
      fc.asyncProperty(request, async ({ type, json }) => {
        const answer = await client.rpc(type, json)
        expect(answer?.json).toMatchObject({ success: expect.any(Boolean) })
        expect(failures()).toEqual([])
      }),
      { numRuns: 200, seed: 1 }
    )
  })

  test('any request is answered', async () => {
    const any = fc.record({
      method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
      path: fc.constantFrom(...PATHS),
      parameters: fc.dictionary(fc.constantFrom(...PARAMETERS), word)
    })
    await fc.assert(
      fc.asyncProperty(any, async ({ method, path, parameters }) => {
        const query = new URLSearchParams(parameters).toString()
        const { status } = await wire.send({
          base: engine.nacos!.url,
          method,
          path: `/nacos${path}?${query}`,
          headers: {},
          body: undefined,
          timeoutMs: 10_000
        })
        expect(status).toBeGreaterThanOrEqual(200)
        expect(failures()).toEqual([])
      }),
      { numRuns: 200, seed: 1 }
    )
  })
})
