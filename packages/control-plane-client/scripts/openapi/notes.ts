/** What the OpenAPI files have no place for: what to mind, units, and the codes that an operation is known for. */
interface Note {
  readonly about?: string
  readonly units?: string
  readonly errors?: string
}

const GONE =
  'status 400 or 401 with SVCSTG.00501116, SVCSTG.00401116 or SVCSTG.00501125: there is no such engine (never 404)'
const JOB =
  'Answers at once while the work goes on: `waitForJob` with the job of the answer. Never repeated on its own.'
const TWO_TOKENS =
  'Needs two tokens, the IAM one and that of the engine, which the client gets by itself; access keys alone cannot call it.'
const ENGINE_TIMES = 'times are epoch milliseconds'
const KIE = 'create_time and update_time are epoch seconds'
const REGISTRY_TIMES = 'timestamp and modTimestamp are epoch seconds, as strings'
const VALIDATED =
  'Nothing is checked here: `checkPolicyDocuments` and `applyPolicies` do, the server hardly does.'
const KIE_ERRORS =
  'SVCSTG.00400649 key or value too long, SVCSTG.00400100 invalid parameter, SVCSTG.00300605 no etcd'
const NO_SERVICE = '400012: there is no such microservice (status 400)'

export const NOTES: Readonly<Record<string, Note>> = {
  importKieConfigs: {
    about: 'Answers 200 even when items failed: read `failure`. `importConfigs` does, in chunks.',
    units: KIE,
    errors: 'SVCSTG.00400650 and SVCSTG.00400651 unusable file'
  },
  exportKieConfigs: { about: 'A read in spite of its method.', errors: KIE_ERRORS },
  deleteConfigDimension: {
    about:
      'The dimension is percent-encoded: it holds `@` and `#`. A DELETE with a body, which some proxies drop.',
    errors: KIE_ERRORS
  },
  listEngineFlavors: {
    about: 'Give specType: without it the answer is an error, whatever the reference says.',
    errors: 'SVCSTG.00501134 specType missing or invalid'
  },
  listEngines: {
    about: 'offset counts records; past the end it repeats the last one. `listAllEngines` pages rightly.',
    units: ENGINE_TIMES
  },
  createEngine: {
    about: `${JOB} \`payment\` is the text "1"; \`vpc\` is a name, \`vpcId\` its id. After a lost answer look for the name: \`createEngineOnce\`.`,
    errors:
      'SVCSTG.00501111 name taken, SVCSTG.00501112 and SVCSTG.00501133 quota used up, SVCSTG.00501104 flavor, SVCSTG.00501105 zones'
  },
  getEngine: {
    about: 'Empty strings stand for absent values; `engineAddresses` reads them.',
    units: ENGINE_TIMES,
    errors: GONE
  },
  getEngineJob: {
    units: ENGINE_TIMES,
    errors: `SVCSTG.00501152 malformed id, SVCSTG.00501153 no such job; ${GONE}`
  },
  deleteEngine: {
    about: `${JOB} Job and engine disappear in the end.`,
    errors: `SVCSTG.00501117 not deletable now; ${GONE}`
  },
  upgradeEngine: { about: JOB, errors: GONE },
  updateEngineConfig: { about: JOB, errors: GONE },
  resizeEngine: { about: `${JOB} The job is \`job_id\` here; \`jobOf\` reads both spellings.`, errors: GONE },
  retryEngineJob: { about: `${JOB} Only when \`engineAdditionalActions\` offers Retry.`, errors: GONE },
  updateEngine: { about: 'An empty description is no change: leave it out.', errors: GONE },
  listEngineJobs: {
    about: 'Tasks are a flat list here, phases in getEngineJob.',
    units: ENGINE_TIMES,
    errors: GONE
  },
  createEngineToken: {
    about: 'The IAM user must exist in the engine. The life of the token is in its `exp`.',
    errors: GONE
  },
  listGovernancePolicies: {
    about: 'Of a policy in several label sets one is shown; `listPolicies` shows all.'
  },
  putRouteRules: { about: `Replaces the whole list. ${VALIDATED}` },
  getRouteRules: { about: 'The rules are YAML or JSON inside of a string; `readRoutes` parses it.' },
  updateGovernancePolicy: { about: `Send the full spec; name and selector cannot change. ${VALIDATED}` },
  deleteGovernancePolicy: { about: 'Deleting a match-group deletes its policies as well.' },
  createGovernancePolicy: {
    about: `Always enabled at first. The answer may be {result} or {id}. ${VALIDATED}`
  },
  listGovernancePoliciesByKind: {
    about: 'Views or a flat list: `listPolicies` reads both.',
    units: 'creatTime and updateTime are epoch seconds'
  },
  listThresholds: { units: 'avgDelay ms, failureRate percent, throughput requests per second' },
  getMetrics: { units: 'time epoch milliseconds, latencies ms, rates percent' },
  updateAccount: { about: `Replaces all roles. ${TWO_TOKENS}` },
  changeAccountPassword: { about: TWO_TOKENS },
  deleteAccount: { about: TWO_TOKENS },
  listNacosNamespaces: {
    about: 'The public namespace has the empty id; types 1 and 2 are custom ones.',
    errors: '502: the Nacos engine is gone'
  },
  createNacosNamespace: { about: 'A false in the answer is raised as a failure.' },
  updateNacosNamespace: { about: 'A false in the answer is raised as a failure.' },
  deleteNacosNamespace: { about: 'Deleting one that is not there succeeds.' },
  createToken: {
    units: 'the token lives 12 hours, or tokenExpirationTime (15m to 24h)',
    errors: '401202 wrong account or password, 403201 blocked after failed log-ins'
  },
  getMicroservice: { units: REGISTRY_TIMES, errors: NO_SERVICE },
  deleteMicroservice: { errors: `400013 has instances, 400023 has consumers: force; ${NO_SERVICE}` },
  listMicroservices: { about: '`services` may be absent when there are none.', units: REGISTRY_TIMES },
  createMicroservice: {
    about: 'Do not send `rules`: open-source servers hang.',
    errors: '400010 exists with other content, 400100 quota'
  },
  deleteMicroservices: {
    about:
      '200 even when single ones failed: read `errMessage`. Force is sent in query and body by callers who mean it. A DELETE with a body.'
  },
  updateMicroserviceProperties: { about: 'Replaces all properties.', errors: NO_SERVICE },
  checkExistence: { errors: '400012 no service, 400026 no version, 400016 no schema (status 400)' },
  getSchema: { errors: '400016 no such schema (status 400)' },
  putSchema: { errors: '400014 not declared, 400015 must not be changed' },
  registerInstance: {
    about: 'An instance with the same endpoints keeps its id.',
    units: 'healthCheck.interval seconds',
    errors: NO_SERVICE
  },
  listInstances: {
    about: 'Undefined: `rev` is still current (304).',
    units: REGISTRY_TIMES,
    errors: NO_SERVICE
  },
  deregisterInstance: { errors: '400017 no such instance (status 400)' },
  getInstance: {
    about: 'Undefined: `rev` is still current (304).',
    units: REGISTRY_TIMES,
    errors: '400017 no such instance (status 400)'
  },
  updateInstanceProperties: {
    about: 'Replaces all properties.',
    errors: '400017 no such instance (status 400)'
  },
  updateInstanceStatus: { errors: '400017 no such instance (status 400)' },
  sendHeartbeat: { errors: '400017 no such instance: register again' },
  findInstances: {
    about: 'Undefined: `rev` is still current (304).',
    units: REGISTRY_TIMES,
    errors: NO_SERVICE
  },
  batchFindInstances: { about: 'A read in spite of its method.', units: REGISTRY_TIMES },
  createConfig: { units: KIE, errors: '409001 exists already, 422001 quota' },
  listConfigs: {
    about: 'Undefined: nothing changed since `revision` (304). `send` also gives X-Kie-Revision.',
    units: KIE
  },
  deleteConfigs: { about: 'Deletes the ids of the body, not everything. A DELETE with a body.' },
  updateConfig: { units: KIE, errors: '404001 no such item' },
  getConfig: { units: KIE, errors: '404001 no such item' },
  deleteConfig: { errors: '404001 no such item' },
  createUserToken: {
    about:
      'The token is in the header X-Subject-Token, which `send` gives; the client gets tokens by itself.',
    units: 'expires_at and issued_at are UTC'
  },
  listProjects: { about: '`projectIdOf` picks the one of a region.' }
}
