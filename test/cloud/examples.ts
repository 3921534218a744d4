// What the operations answer: the shapes and oddities of the reference's examples, in values of our own.
export const PROJECT = '0123456789abcdef0123456789abcdef'
export const ENGINE = '891bf21a-4024-4f47-b38c-bd259ca8f10a'
const SERVICE = '7062417bf9ebd4c646bb23059003cea42180894a'
const INSTANCE = '7a6be9f861a811e9b3f6fa163eca30e0'

const entrypoint = (host: string, port: number) => ({
  masterEntrypoint: `https://${host}:${port}`,
  masterEntrypointIpv6: '',
  slaveEntrypoint: `https://192.168.0.170:${port}`,
  slaveEntrypointIpv6: '',
  type: 'REGISTRY'
})

/** As in the list: the configuration centre is `kie`; absent values are empty strings. */
export const engineSummary = {
  id: ENGINE,
  name: 'cse-one',
  description: '',
  authType: 'RBAC',
  enterpriseProjectId: '0',
  enterpriseProjectName: 'default',
  type: 'CSE',
  flavor: 'cse.s1.small2',
  payment: '1',
  status: 'Available',
  externalAddress: '192.168.0.169',
  serviceEndpoint: {
    serviceCenter: entrypoint('192.168.0.169', 30100),
    kie: entrypoint('192.168.0.169', 30110)
  },
  publicAddress: '',
  publicServiceEndpoint: {},
  totalInstance: 100,
  usedInstance: 3,
  availableInstance: 97,
  version: '2.4.0',
  latestVersion: '2.4.1',
  createTime: 1_640_000_000_000,
  dueTo: 0,
  latestJobId: 70_001,
  // No value of the enumeration that the tables have.
  engineAdditionalActions: ['Noting'],
  specType: 'CSE2',
  reference: { vpc: 'vpc-one', azList: ['az1'], serviceLimit: '100', instanceLimit: 100, inputs: {} }
}

/** As in the details: `configCenter`, and everything inside of externalEntrypoint. */
export const engineDetail = {
  id: ENGINE,
  name: 'cse-one',
  description: '',
  authType: 'RBAC',
  flavor: 'cse.s1.small2',
  payment: '1',
  version: '2.4.0',
  latestVersion: '2.4.1',
  status: 'Available',
  beDefault: false,
  createUser: 'operator',
  createTime: 1_640_000_000_000,
  cceSpec: {
    id: 1,
    engineId: ENGINE,
    specType: 'CCE',
    cluster: '',
    clusterNodes: { clusterNodes: [{ id: 'n1', az: 'az1', ip: '10.0.0.1', label: '', status: 'Active' }] }
  },
  externalEntrypoint: {
    externalAddress: '192.168.0.169',
    publicAddress: '',
    serviceEndpoint: {
      serviceCenter: entrypoint('192.168.0.169', 30100),
      configCenter: entrypoint('192.168.0.169', 30110)
    },
    publicServiceEndpoint: { serviceCenter: { masterEntrypoint: '', slaveEntrypoint: '' } }
  },
  reference: {
    vpc: 'vpc-one',
    vpcId: 'v1',
    azList: ['az1'],
    serviceLimit: '100',
    instanceLimit: '100',
    elbId: ''
  },
  latestJobId: 70_001,
  enterpriseProjectId: '0',
  engineAdditionalActions: ['ForceDelete', 'Retry'],
  specType: 'CSE',
  type: 'CSE',
  projectId: PROJECT,
  vmIds: []
}

const step = (name: string, status: string, log = '') => ({
  jobId: 70_001,
  id: 1,
  type: 'Create',
  assigned: '',
  taskName: name,
  engineName: 'cse-one',
  taskOrder: 1,
  status,
  startTime: 1_640_000_000_000,
  endTime: 1_640_000_060_000,
  timeout: -1,
  log,
  output: '{}',
  taskExecutorBrief: { duration: 60_000, description: '' }
})

/** Two phases with two steps each; `done` steps are finished, the next one has the status. */
export function job(type: string, status: string, done: number) {
  const statusOf = (i: number): string =>
    i < done ? 'Finished' : i > done ? 'Init' : status === 'Finished' ? 'Finished' : status
  const names = ['prepare network', 'start nodes', 'install registry', 'check health']
  const steps = names.map((name, i) =>
    step(name, statusOf(i), statusOf(i) === 'Error' ? `${name}: no address left in the subnet` : '')
  )
  const phase = (name: string, from: number) => ({
    taskName: name,
    taskNames: names.slice(from, from + 2),
    status: done >= from + 2 ? 'Finished' : done < from ? 'Init' : status,
    tasks: steps.slice(from, from + 2)
  })
  return {
    id: 70_001,
    engineId: ENGINE,
    type,
    description: '',
    status,
    scheduling: status === 'Executing' ? 1 : 0,
    createUser: 'operator',
    startTime: 1_640_000_000_000,
    endTime: 1_640_000_060_000,
    context: '',
    tasks: [phase('resources', 0), phase('engine', 2)]
  }
}

const service = {
  serviceId: SERVICE,
  environment: '',
  appId: 'default',
  serviceName: 'order',
  version: '1.0.0',
  level: 'BACK',
  registerBy: 'SDK',
  status: 'UP',
  schemas: ['orders'],
  timestamp: '1640000000',
  modTimestamp: '1640000000',
  framework: { name: 'node-chassis', version: '0.1.0' },
  properties: {}
}

const instance = {
  instanceId: INSTANCE,
  serviceId: SERVICE,
  version: '1.0.0',
  hostName: 'order-1',
  endpoints: ['rest://127.0.0.1:8080'],
  status: 'UP',
  properties: {},
  healthCheck: { mode: 'push', interval: 30, times: 3 },
  timestamp: '1640000000',
  modTimestamp: '1640000000'
}

const item = {
  id: 'd0a5c0ac-3f21-4c0f-b0f5-1a6ae6a6f0d7',
  key: 'shop.pageSize',
  value: '20',
  value_type: 'text',
  status: 'enabled',
  labels: { app: 'shop', environment: '' },
  create_time: 1_640_000_000,
  update_time: 1_640_000_000,
  create_revision: 5,
  update_revision: 5
}

const started = { id: ENGINE, name: 'cse-one', jobId: 70_001 }

/** By operation; `undefined` is no body. Those that are not here are answered from the state. */
export const EXAMPLES: Readonly<Record<string, unknown>> = {
  deleteConfigDimension: { Result: 'Success' },
  listEngineFlavors: {
    total: 1,
    data: [
      {
        flavor: 'cse.s1.small2',
        description: 'small',
        spec: { availableCpuMemory: '2-4', linear: 'false', availablePrefix: 's6,c6' }
      }
    ]
  },
  getEngineQuotas: { quotas: { resources: [{ type: 'Engine', used: 1, quota: 5 }] } },
  createEngine: started,
  upgradeEngine: started,
  updateEngineConfig: started,
  resizeEngine: { id: ENGINE, name: 'cse-one', job_id: 70_001 },
  retryEngineJob: started,
  updateEngine: undefined,
  listEngineJobs: {
    total: 1,
    data: [
      {
        id: 70_001,
        engineId: ENGINE,
        type: 'Create',
        status: 'Finished',
        scheduling: 0,
        tasks: [step('prepare network', 'Finished')]
      }
    ]
  },
  listThresholds: [
    {
      $timestamp: 1_640_000_000_000,
      appId: 'shop',
      avgDelay: 12,
      environment: '',
      failureRate: 0.5,
      serviceName: 'order',
      throughput: 40
    }
  ],
  getMetrics: [
    [
      {
        time: 1_640_000_000_000,
        appId: 'shop',
        version: '1.0.0',
        qps: 1.5,
        latency: 12,
        total: 90,
        name: 'order',
        serviceId: SERVICE,
        instanceCount: 1,
        diagnosis: { instanceCache: null },
        customs: {}
      }
    ]
  ],
  listMetricKeys: {
    list: [
      {
        key: 'order',
        serviceId: SERVICE,
        appId: 'shop',
        version: '1.0.0',
        environment: '',
        custom: { qps: 1.5 }
      }
    ],
    appIds: ['shop'],
    page: 1,
    number: 1,
    total: 1
  },
  updateAccount: { Result: 'success' },
  changeAccountPassword: { Result: 'success' },
  deleteAccount: { Result: 'success' },
  listProjects: {
    projects: [
      {
        id: PROJECT,
        name: 'ap-southeast-1',
        domain_id: 'd1',
        parent_id: 'd1',
        is_domain: false,
        enabled: true,
        description: ''
      }
    ],
    links: { next: null, previous: null, self: 'https://iam/v3/projects' }
  },
  createToken: { token: 'engine-token-of-an-account' },
  getMicroservice: { service },
  deleteMicroservice: undefined,
  listMicroservices: { services: [service] },
  createMicroservice: { serviceId: SERVICE },
  deleteMicroservices: { services: [{ serviceId: SERVICE, errMessage: '' }] },
  updateMicroserviceProperties: undefined,
  checkExistence: { serviceId: SERVICE },
  getSchema: { schema: 'openapi: 3.0.0' },
  putSchema: undefined,
  listSchemas: { schemas: [{ schemaId: 'orders', summary: 'abc' }] },
  registerInstance: { instanceId: INSTANCE },
  listInstances: { instances: [instance] },
  deregisterInstance: undefined,
  getInstance: { instance },
  updateInstanceProperties: undefined,
  updateInstanceStatus: undefined,
  sendHeartbeat: undefined,
  findInstances: { instances: [instance] },
  batchFindInstances: { services: { updated: [{ index: 0, rev: '1', instances: [instance] }] } },
  listProviders: { providers: [service] },
  createConfig: item,
  listConfigs: { total: 1, data: [item] },
  deleteConfigs: undefined,
  updateConfig: { ...item, value: '50' },
  getConfig: item,
  deleteConfig: undefined
}
