import type { InputOf, OperationId } from '@node-chassis/control-plane-client'
import { ENGINE } from './examples.ts'

const serviceId = '7062417bf9ebd4c646bb23059003cea42180894a'
const instanceId = '7a6be9f861a811e9b3f6fa163eca30e0'
const retry = { name: 'scene-cart', selector: { app: 'mall', environment: '' }, spec: { maxAttempts: 3 } }

/** A valid call of every operation; names with characters that have to be encoded where there may be some. */
export const INPUTS: { readonly [Id in OperationId]: InputOf<Id> } = {
  importKieConfigs: {
    override: 'force',
    label: 'env:prod',
    file: '{"data":[{"key":"a","value":"1","labels":{}}]}'
  },
  exportKieConfigs: { label: 'env:prod', match: 'exact', body: { ids: [] } },
  deleteConfigDimension: {
    dimension: 'shop@web#1.0.0',
    environment: 'prod',
    body: { keys: ['a'], flush: 'true' }
  },
  listEngineFlavors: { specType: 'CSE2' },
  listEngines: { offset: 0, limit: '10', type: 'CSE' },
  createEngine: {
    body: {
      name: 'cse-one',
      payment: '1',
      flavor: 'cse.s1.small2',
      azList: ['az1'],
      authType: 'RBAC',
      auth_cred: { pwd: 'Engine-password-1' },
      vpc: 'vpc-one',
      vpcId: 'v1',
      networkId: 'n1',
      subnetCidr: '192.168.0.0/24',
      specType: 'CSE2'
    }
  },
  getEngine: { engineId: ENGINE },
  getEngineJob: { engineId: ENGINE, jobId: '70001' },
  getEngineQuotas: {},
  deleteEngine: { engineId: ENGINE },
  upgradeEngine: { engineId: ENGINE, body: { version: '2.4.1' } },
  updateEngineConfig: { engineId: ENGINE, body: { authType: 'NONE' } },
  resizeEngine: { engineId: ENGINE, body: { flavor: 'cse.s1.medium2' } },
  retryEngineJob: { engineId: ENGINE, body: { action: 'Retry' } },
  updateEngine: { engineId: ENGINE, body: { alias: 'one' } },
  listEngineJobs: { engineId: ENGINE, offset: '0', limit: '10', fromTime: '0' },
  createEngineToken: { engineId: ENGINE, namespaceId: 'ns' },
  listGovernancePolicies: { environment: 'all', app: 'mall' },
  putRouteRules: {
    serviceName: 'order (new)',
    appId: 'mall',
    body: [
      {
        precedence: 1,
        match: { headers: { 'x-lane': { exact: 'gray' } } },
        route: [{ weight: 100, tags: { version: '1.1.0' } }]
      }
    ]
  },
  getRouteRules: { serviceName: 'order', environment: '' },
  deleteRouteRules: { serviceName: 'order' },
  updateGovernancePolicy: { kind: 'retry', policyId: 'policy-1', environment: 'prod', body: retry },
  deleteGovernancePolicy: { kind: 'retry', policyId: 'policy-1' },
  getGovernancePolicy: { kind: 'retry', policyId: 'policy-1' },
  createGovernancePolicy: { kind: 'retry', body: { ...retry, name: 'other' } },
  listGovernancePoliciesByKind: { kind: 'retry', environment: 'prod' },
  listThresholds: { services: 'order,shop' },
  getMetrics: { service: 'order,shop', instance: 'order-1' },
  listMetricKeys: { page: '1', number: '10', sortType: 'increase', sortKey: 'qps' },
  updateAccount: { name: 'ops/team', body: { roles: ['developer'] } },
  changeAccountPassword: {
    name: 'ops',
    body: { currentPassword: 'Old-password-1', password: 'New-password-1' }
  },
  deleteAccount: { name: 'ops' },
  listNacosNamespaces: { offset: 0, limit: 0 },
  createNacosNamespace: { customNamespaceId: 'ns1', namespaceName: 'one', namespaceDesc: 'the first' },
  updateNacosNamespace: { namespace: 'ns1', namespaceShowName: 'uno', namespaceDesc: '' },
  deleteNacosNamespace: { namespaceId: 'ns1' },
  createToken: { body: { name: 'root', password: 'Engine-password-1' } },
  getMicroservice: { serviceId },
  deleteMicroservice: { serviceId, force: true },
  listMicroservices: { withShared: false },
  createMicroservice: { body: { service: { serviceName: 'order', appId: 'shop', version: '1.0.0' } } },
  deleteMicroservices: { force: true, body: { serviceIds: [serviceId] } },
  updateMicroserviceProperties: { serviceId, body: { properties: { a: '1' } } },
  checkExistence: { type: 'microservice', env: '', appId: 'shop', serviceName: 'order', version: '1.0.0' },
  getSchema: { serviceId, schemaId: 'orders' },
  putSchema: { serviceId, schemaId: 'orders', body: { schema: 'openapi: 3.0.0' } },
  listSchemas: { serviceId, withSchema: 1 },
  registerInstance: {
    serviceId,
    body: { instance: { hostName: 'order-1', endpoints: ['rest://127.0.0.1:8080'] } }
  },
  listInstances: { serviceId, rev: '1', consumerId: serviceId },
  deregisterInstance: { serviceId, instanceId },
  getInstance: { serviceId, instanceId },
  updateInstanceProperties: { serviceId, instanceId, body: { properties: {} } },
  updateInstanceStatus: { serviceId, instanceId, value: 'DOWN' },
  sendHeartbeat: { serviceId, instanceId },
  findInstances: { appId: 'shop', serviceName: 'order', version: '0.0.0+', env: '' },
  batchFindInstances: {
    body: { services: [{ service: { environment: '', appId: 'shop', serviceName: 'order' }, rev: '0' }] }
  },
  listProviders: { consumerId: serviceId, noSelf: 1 },
  createConfig: { body: { key: 'shop.pageSize', value: '20', labels: { app: 'shop', environment: '' } } },
  listConfigs: { label: ['app:shop', 'environment:'], match: 'exact', revision: -1, wait: '30s' },
  deleteConfigs: { body: { ids: ['kv1', 'kv2'] } },
  updateConfig: { kvId: 'kv1', body: { value: '50' } },
  getConfig: { kvId: 'kv1' },
  deleteConfig: { kvId: 'kv1' },
  createUserToken: {
    nocatalog: 'true',
    body: {
      auth: {
        identity: {
          methods: ['password'],
          password: {
            user: { name: 'operator', password: 'correct-horse-battery', domain: { name: 'acme' } }
          }
        },
        scope: { project: { name: 'ap-southeast-1' } }
      }
    }
  },
  listProjects: { name: 'ap-southeast-1' }
}
