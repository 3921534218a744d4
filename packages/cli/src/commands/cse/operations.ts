import type { OperationId } from '@node-chassis/control-plane-client'

/** A command that sends one operation and shows its answer. */
export interface OperationCommand {
  readonly id: OperationId
  /** Group and verb: `engines list`. */
  readonly words: string
  readonly about: string
  /** Asks for `--yes`. */
  readonly destroys?: true
  /** Begins a job: `--wait` waits for it. */
  readonly job?: 'create' | 'delete' | 'change'
  /** The list in the answer that becomes a table, and its columns. @defaultValue the answer itself, field by field */
  readonly list?: string
  readonly columns?: readonly string[]
  /** Query parameters that have an obvious value, so that nobody need give them. */
  readonly defaults?: Readonly<Record<string, string>>
  /** Fields of the answer that are secrets; they are shown nowhere. */
  readonly secrets?: readonly string[]
}

/** What the CSE API Reference has one plain request for; commands that do more stand in files of their own. */
export const OPERATION_COMMANDS: readonly OperationCommand[] = [
  // 5.2 configurations
  {
    id: 'deleteConfigDimension',
    words: 'config clear',
    about: 'delete the configurations of a dimension',
    destroys: true
  },
  // 5.3 engines
  {
    id: 'listEngineFlavors',
    words: 'engines flavors',
    about: 'sizes that engines can have',
    list: 'data',
    columns: ['flavor', 'specType', 'availableMaxVersion', 'description']
  },
  { id: 'getEngine', words: 'engines get', about: 'details of an engine, with its addresses' },
  { id: 'getEngineQuotas', words: 'engines quotas', about: 'how many engines there may be and are' },
  {
    id: 'upgradeEngine',
    words: 'engines upgrade',
    about: 'bring an engine to another version',
    job: 'change'
  },
  {
    id: 'updateEngineConfig',
    words: 'engines configure',
    about: 'change the configuration of an engine',
    job: 'change'
  },
  { id: 'resizeEngine', words: 'engines resize', about: 'give an engine another size', job: 'change' },
  {
    id: 'updateEngine',
    words: 'engines update',
    about: 'change description and public address of an engine'
  },
  {
    id: 'createEngineToken',
    words: 'engines token',
    about: 'an RBAC token of an engine, for the IAM user',
    secrets: ['token']
  },
  { id: 'getEngineJob', words: 'jobs get', about: 'one job with its phases' },
  {
    id: 'listEngineJobs',
    words: 'jobs list',
    about: 'the jobs of an engine',
    list: 'data',
    columns: ['id', 'type', 'status', 'scheduling', 'createUser', 'startTime', 'endTime']
  },
  {
    id: 'retryEngineJob',
    words: 'jobs retry',
    about: 'try the failed job of an engine again',
    job: 'change'
  },
  // 5.4 governance and metrics
  {
    id: 'listGovernancePolicies',
    words: 'policies overview',
    about: 'match groups of an environment with their policies'
  },
  {
    id: 'deleteRouteRules',
    words: 'routes delete',
    about: 'withdraw the dark-launch rules of a service',
    destroys: true
  },
  { id: 'listThresholds', words: 'metrics thresholds', about: 'thresholds of services' },
  { id: 'getMetrics', words: 'metrics get', about: 'figures of a service or an instance' },
  { id: 'listMetricKeys', words: 'metrics keys', about: 'services and instances that have figures' },
  // 5.5 accounts of an engine
  { id: 'updateAccount', words: 'accounts update', about: 'give an account other roles' },
  { id: 'changeAccountPassword', words: 'accounts password', about: 'change the password of an account' },
  { id: 'deleteAccount', words: 'accounts delete', about: 'delete an account', destroys: true },
  // 6 Nacos namespaces
  {
    id: 'listNacosNamespaces',
    words: 'namespaces list',
    about: 'namespaces of a Nacos engine',
    list: 'data',
    columns: ['namespace', 'namespaceShowName', 'namespaceDesc', 'configCount', 'quota', 'type'],
    defaults: { offset: '0', limit: '100' }
  },
  { id: 'createNacosNamespace', words: 'namespaces create', about: 'create a namespace' },
  { id: 'updateNacosNamespace', words: 'namespaces update', about: 'rename a namespace' },
  { id: 'deleteNacosNamespace', words: 'namespaces delete', about: 'delete a namespace', destroys: true },
  // 7.2 to 7.6 the registry of an engine
  {
    id: 'createToken',
    words: 'accounts login',
    about: 'whether an account of the engine may log in',
    secrets: ['token']
  },
  {
    id: 'listMicroservices',
    words: 'services list',
    about: 'services of the registry',
    list: 'services',
    columns: ['serviceId', 'serviceName', 'version', 'appId', 'environment', 'status']
  },
  { id: 'getMicroservice', words: 'services get', about: 'one service' },
  { id: 'createMicroservice', words: 'services create', about: 'register a service' },
  { id: 'deleteMicroservice', words: 'services delete', about: 'delete a service', destroys: true },
  {
    id: 'deleteMicroservices',
    words: 'services delete-many',
    about: 'delete several services',
    destroys: true,
    list: 'services'
  },
  {
    id: 'updateMicroserviceProperties',
    words: 'services properties',
    about: 'replace the properties of a service'
  },
  {
    id: 'checkExistence',
    words: 'services exists',
    about: 'the id of a service or the digest of a schema, when it is there'
  },
  {
    id: 'listProviders',
    words: 'services providers',
    about: 'whom a service calls',
    list: 'providers',
    columns: ['serviceId', 'serviceName', 'version', 'appId']
  },
  {
    id: 'listSchemas',
    words: 'schemas list',
    about: 'contracts of a service',
    list: 'schemas',
    columns: ['schemaId', 'summary']
  },
  { id: 'getSchema', words: 'schemas get', about: 'one contract' },
  { id: 'putSchema', words: 'schemas put', about: 'upload a contract' },
  {
    id: 'listInstances',
    words: 'instances list',
    about: 'instances of a service',
    list: 'instances',
    columns: ['instanceId', 'status', 'hostName', 'endpoints', 'version']
  },
  { id: 'getInstance', words: 'instances get', about: 'one instance' },
  { id: 'registerInstance', words: 'instances register', about: 'register an instance' },
  {
    id: 'deregisterInstance',
    words: 'instances deregister',
    about: 'take an instance out of the registry',
    destroys: true
  },
  {
    id: 'updateInstanceProperties',
    words: 'instances properties',
    about: 'replace the properties of an instance'
  },
  {
    id: 'updateInstanceStatus',
    words: 'instances status',
    about: 'set an instance UP, DOWN, OUTOFSERVICE …'
  },
  { id: 'sendHeartbeat', words: 'instances heartbeat', about: 'renew the lease of an instance' },
  {
    id: 'findInstances',
    words: 'instances find',
    about: 'instances of a service by its name',
    list: 'instances',
    columns: ['instanceId', 'status', 'hostName', 'endpoints', 'version']
  },
  { id: 'batchFindInstances', words: 'instances find-many', about: 'instances of several services' },
  // 7.7 the configuration centre of an engine
  {
    id: 'listConfigs',
    words: 'config list',
    about: 'configurations',
    list: 'data',
    columns: ['id', 'key', 'labels', 'status', 'value_type', 'update_revision']
  },
  { id: 'getConfig', words: 'config get', about: 'one configuration' },
  { id: 'createConfig', words: 'config create', about: 'create a configuration' },
  { id: 'updateConfig', words: 'config update', about: 'change a configuration' },
  { id: 'deleteConfig', words: 'config delete', about: 'delete a configuration', destroys: true },
  {
    id: 'deleteConfigs',
    words: 'config delete-many',
    about: 'delete several configurations',
    destroys: true
  },
  // IAM
  {
    id: 'listProjects',
    words: 'projects list',
    about: 'projects of the account',
    list: 'projects',
    columns: ['id', 'name', 'enabled', 'description']
  }
]

/** Operations that commands of their own send: what they do is more than one request. */
export const OTHER_COMMANDS: Readonly<Partial<Record<OperationId, string>>> = {
  importKieConfigs: 'config import',
  exportKieConfigs: 'config export',
  listEngines: 'engines list',
  createEngine: 'engines create',
  deleteEngine: 'engines delete',
  listGovernancePoliciesByKind: 'policies list',
  getGovernancePolicy: 'policies get',
  createGovernancePolicy: 'policies create',
  updateGovernancePolicy: 'policies update',
  deleteGovernancePolicy: 'policies delete',
  getRouteRules: 'routes get',
  putRouteRules: 'routes put',
  createUserToken: 'login'
}
