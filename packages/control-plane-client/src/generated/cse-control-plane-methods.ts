// Made from openapi/ by `node packages/control-plane-client/scripts/openapi.ts --write`. Do not edit.
import type { CallOptions } from '../call-options.ts'
import type { operations } from './cse-control-plane.ts'

/** The 36 operations of the CSE control plane; names and sections are those of the CSE API Reference, issue 01. */
export interface CloudOperations {
  /**
   * Import KIE configuration items from a file. CSE API Reference 5.2.1, `POST /v1/{project_id}/kie/file`.
   * Answers 200 even when items failed: read `failure`. `importConfigs` does, in chunks.
   * Units: create_time and update_time are epoch seconds
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; SVCSTG.00400650
   * and SVCSTG.00400651 unusable file
   */
  importKieConfigs(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['importKieConfigs']['parameters']['path']['project_id'] | undefined
      /**
       * What to do with an item that already exists: force overwrites it, abort stops the import there, skip
       * leaves it alone. Always send it: open-source KIE answers 400 when it is missing.
       */
      readonly override?: NonNullable<operations['importKieConfigs']['parameters']['query']>['override']
      /** Put every imported item under this one label (labelKey:labelValue) instead of the labels in the file. */
      readonly label?: NonNullable<operations['importKieConfigs']['parameters']['query']>['label']
      /** Enterprise project id; absent means the default enterprise project, id 0. Default: that of the client. */
      readonly enterpriseProjectId?: NonNullable<operations['importKieConfigs']['parameters']['header']>['X-Enterprise-Project-ID']
      /** Id of the engine the call is for. Default: that of the client. */
      readonly engineId?: NonNullable<operations['importKieConfigs']['parameters']['header']>['x-engine-id']
      /** The file's text: JSON, an object with a `data` array of items. */
      readonly file: string
    },
    options?: CallOptions
  ): Promise<operations['importKieConfigs']['responses']['200']['content']['application/json']>

  /**
   * Export KIE configuration items. CSE API Reference 5.2.2, `POST /v1/{project_id}/kie/download`.
   * A read in spite of its method.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; SVCSTG.00400649
   * key or value too long, SVCSTG.00400100 invalid parameter, SVCSTG.00300605 no etcd
   */
  exportKieConfigs(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['exportKieConfigs']['parameters']['path']['project_id'] | undefined
      /** Only items that carry this label (labelKey:labelValue). */
      readonly label?: NonNullable<operations['exportKieConfigs']['parameters']['query']>['label']
      /** exact: the label set must be equal, also in number. Absent: the label set must contain the given label. */
      readonly match?: NonNullable<operations['exportKieConfigs']['parameters']['query']>['match']
      /** Enterprise project id; absent means the default enterprise project, id 0. Default: that of the client. */
      readonly enterpriseProjectId?: NonNullable<operations['exportKieConfigs']['parameters']['header']>['X-Enterprise-Project-ID']
      /** Id of the engine the call is for. Written X-Engine-Id in 5.5. Default: that of the client. */
      readonly engineId?: operations['exportKieConfigs']['parameters']['header']['x-engine-id'] | undefined
      readonly body: NonNullable<operations['exportKieConfigs']['requestBody']>['content']['application/json']
    },
    options?: CallOptions
  ): Promise<operations['exportKieConfigs']['responses']['200']['content']['application/json']>

  /**
   * Delete a ServiceComb 1.0 configuration scope. CSE API Reference 5.2.3, `DELETE
   * /v3/{project_id}/govern/configs/{dimension}`.
   * The dimension is percent-encoded: it holds `@` and `#`. A DELETE with a body, which some proxies drop.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; SVCSTG.00400649
   * key or value too long, SVCSTG.00400100 invalid parameter, SVCSTG.00300605 no etcd
   */
  deleteConfigDimension(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['deleteConfigDimension']['parameters']['path']['project_id'] | undefined
      /** Scope name, in the config-center 1.0 form service@app or service@app#version. Percent-encode @ and #. */
      readonly dimension: operations['deleteConfigDimension']['parameters']['path']['dimension']
      /** Enterprise project id; absent means the default enterprise project, id 0. Default: that of the client. */
      readonly enterpriseProjectId?: NonNullable<operations['deleteConfigDimension']['parameters']['header']>['X-Enterprise-Project-ID']
      /** Id of the engine the call is for. Default: that of the client. */
      readonly engineId?: NonNullable<operations['deleteConfigDimension']['parameters']['header']>['x-engine-id']
      /** Environment name. */
      readonly environment?: NonNullable<operations['deleteConfigDimension']['parameters']['header']>['X-ENVIRONMENT']
      readonly body?: NonNullable<operations['deleteConfigDimension']['requestBody']>['content']['application/json']
    },
    options?: CallOptions
  ): Promise<operations['deleteConfigDimension']['responses']['200']['content']['application/json']>

  /**
   * List engine flavors. CSE API Reference 5.3.1, `GET /v2/{project_id}/enginemgr/flavors`.
   * Give specType: without it the answer is an error, whatever the reference says.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; SVCSTG.00501134
   * specType missing or invalid
   */
  listEngineFlavors(
    input?: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['listEngineFlavors']['parameters']['path']['project_id'] | undefined
      /** CSE2: exclusive ServiceComb engines. Nacos2: registry/configuration centers. */
      readonly specType?: NonNullable<operations['listEngineFlavors']['parameters']['query']>['specType']
      /** Enterprise project id; absent means the default enterprise project, id 0. Default: that of the client. */
      readonly enterpriseProjectId?: NonNullable<operations['listEngineFlavors']['parameters']['header']>['X-Enterprise-Project-ID']
    },
    options?: CallOptions
  ): Promise<operations['listEngineFlavors']['responses']['200']['content']['application/json']>

  /**
   * List engines. CSE API Reference 5.3.2, `GET /v2/{project_id}/enginemgr/engines`.
   * offset counts records; past the end it repeats the last one. `listAllEngines` pages rightly.
   * Units: times are epoch milliseconds
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  listEngines(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['listEngines']['parameters']['path']['project_id'] | undefined
      /**
       * Where to start. Called a page number in the reference, but it counts records: advance it by the number of
       * records received.
       */
      readonly offset: operations['listEngines']['parameters']['query']['offset']
      /** Page size, as a decimal string. */
      readonly limit: operations['listEngines']['parameters']['query']['limit']
      /** ALL: every engine. CSE: ServiceComb engines. Nacos: registry/configuration centers. */
      readonly type?: NonNullable<operations['listEngines']['parameters']['query']>['type']
      /** Enterprise project id; absent means the default enterprise project, id 0. Default: that of the client. */
      readonly enterpriseProjectId?: NonNullable<operations['listEngines']['parameters']['header']>['X-Enterprise-Project-ID']
    },
    options?: CallOptions
  ): Promise<operations['listEngines']['responses']['200']['content']['application/json']>

  /**
   * Create an engine (long-running). CSE API Reference 5.3.3, `POST /v2/{project_id}/enginemgr/engines`.
   * Answers at once while the work goes on: `waitForJob` with the job of the answer. Never repeated on its own.
   * `payment` is the text "1"; `vpc` is a name, `vpcId` its id. After a lost answer look for the name:
   * `createEngineOnce`.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; SVCSTG.00501111
   * name taken, SVCSTG.00501112 and SVCSTG.00501133 quota used up, SVCSTG.00501104 flavor, SVCSTG.00501105 zones
   */
  createEngine(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['createEngine']['parameters']['path']['project_id'] | undefined
      /** Enterprise project id; absent means the default enterprise project, id 0. Default: that of the client. */
      readonly enterpriseProjectId?: NonNullable<operations['createEngine']['parameters']['header']>['X-Enterprise-Project-ID']
      readonly body: NonNullable<operations['createEngine']['requestBody']>['content']['application/json']
    },
    options?: CallOptions
  ): Promise<operations['createEngine']['responses']['200']['content']['application/json']>

  /**
   * Get one engine. CSE API Reference 5.3.4, `GET /v2/{project_id}/enginemgr/engines/{engine_id}`.
   * Empty strings stand for absent values; `engineAddresses` reads them.
   * Units: times are epoch milliseconds
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; status 400 or
   * 401 with SVCSTG.00501116, SVCSTG.00401116 or SVCSTG.00501125: there is no such engine (never 404)
   */
  getEngine(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['getEngine']['parameters']['path']['project_id'] | undefined
      /** Engine id. */
      readonly engineId: operations['getEngine']['parameters']['path']['engine_id']
      /** Enterprise project id; absent means the default enterprise project, id 0. Default: that of the client. */
      readonly enterpriseProjectId?: NonNullable<operations['getEngine']['parameters']['header']>['X-Enterprise-Project-ID']
    },
    options?: CallOptions
  ): Promise<operations['getEngine']['responses']['200']['content']['application/json']>

  /**
   * Change the display name or description of an engine. CSE API Reference 5.3.12, `PUT
   * /v2/{project_id}/enginemgr/engines/{engine_id}`.
   * An empty description is no change: leave it out.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; status 400 or 401 with
   * SVCSTG.00501116, SVCSTG.00401116 or SVCSTG.00501125: there is no such engine (never 404)
   */
  updateEngine(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['updateEngine']['parameters']['path']['project_id'] | undefined
      /** Engine id. */
      readonly engineId: operations['updateEngine']['parameters']['path']['engine_id']
      /** Enterprise project id; absent means the default enterprise project, id 0. Default: that of the client. */
      readonly enterpriseProjectId?: NonNullable<operations['updateEngine']['parameters']['header']>['X-Enterprise-Project-ID']
      readonly body: NonNullable<operations['updateEngine']['requestBody']>['content']['application/json']
    },
    options?: CallOptions
  ): Promise<void>

  /**
   * Delete an engine (long-running). CSE API Reference 5.3.7, `DELETE
   * /v2/{project_id}/enginemgr/engines/{engine_id}`.
   * Answers at once while the work goes on: `waitForJob` with the job of the answer. Never repeated on its own.
   * Job and engine disappear in the end.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; SVCSTG.00501117
   * not deletable now; status 400 or 401 with SVCSTG.00501116, SVCSTG.00401116 or SVCSTG.00501125: there is no
   * such engine (never 404)
   */
  deleteEngine(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['deleteEngine']['parameters']['path']['project_id'] | undefined
      /** Engine id. */
      readonly engineId: operations['deleteEngine']['parameters']['path']['engine_id']
      /** Enterprise project id; absent means the default enterprise project, id 0. Default: that of the client. */
      readonly enterpriseProjectId?: NonNullable<operations['deleteEngine']['parameters']['header']>['X-Enterprise-Project-ID']
    },
    options?: CallOptions
  ): Promise<operations['deleteEngine']['responses']['200']['content']['application/json']>

  /**
   * Get one engine job. CSE API Reference 5.3.5, `GET
   * /v2/{project_id}/enginemgr/engines/{engine_id}/jobs/{job_id}`.
   * Units: times are epoch milliseconds
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; SVCSTG.00501152
   * malformed id, SVCSTG.00501153 no such job; status 400 or 401 with SVCSTG.00501116, SVCSTG.00401116 or
   * SVCSTG.00501125: there is no such engine (never 404)
   */
  getEngineJob(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['getEngineJob']['parameters']['path']['project_id'] | undefined
      /** Engine id. */
      readonly engineId: operations['getEngineJob']['parameters']['path']['engine_id']
      /** Job id (jobId of the operation that started it). */
      readonly jobId: operations['getEngineJob']['parameters']['path']['job_id']
      /** Enterprise project id; absent means the default enterprise project, id 0. Default: that of the client. */
      readonly enterpriseProjectId?: NonNullable<operations['getEngineJob']['parameters']['header']>['X-Enterprise-Project-ID']
    },
    options?: CallOptions
  ): Promise<operations['getEngineJob']['responses']['200']['content']['application/json']>

  /**
   * Get the engine quota. CSE API Reference 5.3.6, `GET /v2/{project_id}/enginemgr/quotas`.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  getEngineQuotas(
    input?: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['getEngineQuotas']['parameters']['path']['project_id'] | undefined
      /** Enterprise project id; absent means the default enterprise project, id 0. Default: that of the client. */
      readonly enterpriseProjectId?: NonNullable<operations['getEngineQuotas']['parameters']['header']>['X-Enterprise-Project-ID']
    },
    options?: CallOptions
  ): Promise<operations['getEngineQuotas']['responses']['200']['content']['application/json']>

  /**
   * Upgrade an engine to a version (long-running). CSE API Reference 5.3.8, `PUT
   * /v2/{project_id}/enginemgr/engines/{engine_id}/upgrade`.
   * Answers at once while the work goes on: `waitForJob` with the job of the answer. Never repeated on its own.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; status 400 or
   * 401 with SVCSTG.00501116, SVCSTG.00401116 or SVCSTG.00501125: there is no such engine (never 404)
   */
  upgradeEngine(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['upgradeEngine']['parameters']['path']['project_id'] | undefined
      /** Engine id. */
      readonly engineId: operations['upgradeEngine']['parameters']['path']['engine_id']
      /** Enterprise project id; absent means the default enterprise project, id 0. Default: that of the client. */
      readonly enterpriseProjectId?: NonNullable<operations['upgradeEngine']['parameters']['header']>['X-Enterprise-Project-ID']
      readonly body: NonNullable<operations['upgradeEngine']['requestBody']>['content']['application/json']
    },
    options?: CallOptions
  ): Promise<operations['upgradeEngine']['responses']['200']['content']['application/json']>

  /**
   * Switch the authentication type of an engine (long-running). CSE API Reference 5.3.9, `PUT
   * /v2/{project_id}/enginemgr/engines/{engine_id}/config`.
   * Answers at once while the work goes on: `waitForJob` with the job of the answer. Never repeated on its own.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; status 400 or
   * 401 with SVCSTG.00501116, SVCSTG.00401116 or SVCSTG.00501125: there is no such engine (never 404)
   */
  updateEngineConfig(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['updateEngineConfig']['parameters']['path']['project_id'] | undefined
      /** Engine id. */
      readonly engineId: operations['updateEngineConfig']['parameters']['path']['engine_id']
      /** Enterprise project id; absent means the default enterprise project, id 0. Default: that of the client. */
      readonly enterpriseProjectId?: NonNullable<operations['updateEngineConfig']['parameters']['header']>['X-Enterprise-Project-ID']
      readonly body: NonNullable<operations['updateEngineConfig']['requestBody']>['content']['application/json']
    },
    options?: CallOptions
  ): Promise<operations['updateEngineConfig']['responses']['200']['content']['application/json']>

  /**
   * Change the flavor of a pay-per-use engine (long-running). CSE API Reference 5.3.10, `PUT
   * /v2/{project_id}/enginemgr/engines/{engine_id}/resize`.
   * Answers at once while the work goes on: `waitForJob` with the job of the answer. Never repeated on its own.
   * The job is `job_id` here; `jobOf` reads both spellings.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; status 400 or
   * 401 with SVCSTG.00501116, SVCSTG.00401116 or SVCSTG.00501125: there is no such engine (never 404)
   */
  resizeEngine(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['resizeEngine']['parameters']['path']['project_id'] | undefined
      /** Engine id. */
      readonly engineId: operations['resizeEngine']['parameters']['path']['engine_id']
      /** Enterprise project id; absent means the default enterprise project, id 0. Default: that of the client. */
      readonly enterpriseProjectId?: NonNullable<operations['resizeEngine']['parameters']['header']>['X-Enterprise-Project-ID']
      readonly body: NonNullable<operations['resizeEngine']['requestBody']>['content']['application/json']
    },
    options?: CallOptions
  ): Promise<operations['resizeEngine']['responses']['200']['content']['application/json']>

  /**
   * Retry the failed job of an exclusive ServiceComb engine. CSE API Reference 5.3.11, `PUT
   * /v2/{project_id}/enginemgr/engines/{engine_id}/actions`.
   * Answers at once while the work goes on: `waitForJob` with the job of the answer. Never repeated on its own.
   * Only when `engineAdditionalActions` offers Retry.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; status 400 or
   * 401 with SVCSTG.00501116, SVCSTG.00401116 or SVCSTG.00501125: there is no such engine (never 404)
   */
  retryEngineJob(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['retryEngineJob']['parameters']['path']['project_id'] | undefined
      /** Engine id. */
      readonly engineId: operations['retryEngineJob']['parameters']['path']['engine_id']
      /** Enterprise project id; absent means the default enterprise project, id 0. Default: that of the client. */
      readonly enterpriseProjectId?: NonNullable<operations['retryEngineJob']['parameters']['header']>['X-Enterprise-Project-ID']
      readonly body: NonNullable<operations['retryEngineJob']['requestBody']>['content']['application/json']
    },
    options?: CallOptions
  ): Promise<operations['retryEngineJob']['responses']['200']['content']['application/json']>

  /**
   * List the jobs of an engine. CSE API Reference 5.3.13, `GET
   * /v2/{project_id}/enginemgr/engines/{engine_id}/jobs`.
   * Tasks are a flat list here, phases in getEngineJob.
   * Units: times are epoch milliseconds
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; status 400 or
   * 401 with SVCSTG.00501116, SVCSTG.00401116 or SVCSTG.00501125: there is no such engine (never 404)
   */
  listEngineJobs(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['listEngineJobs']['parameters']['path']['project_id'] | undefined
      /** Engine id. */
      readonly engineId: operations['listEngineJobs']['parameters']['path']['engine_id']
      /** Where to start, as a decimal string. */
      readonly offset?: NonNullable<operations['listEngineJobs']['parameters']['query']>['offset']
      /** Page size, as a decimal string. */
      readonly limit?: NonNullable<operations['listEngineJobs']['parameters']['query']>['limit']
      /** Start of the date range. Format not documented; job times are epoch milliseconds. */
      readonly fromTime?: NonNullable<operations['listEngineJobs']['parameters']['query']>['from-time']
      /** End of the date range. */
      readonly toTime?: NonNullable<operations['listEngineJobs']['parameters']['query']>['to-time']
      /** Enterprise project id; absent means the default enterprise project, id 0. Default: that of the client. */
      readonly enterpriseProjectId?: NonNullable<operations['listEngineJobs']['parameters']['header']>['X-Enterprise-Project-ID']
    },
    options?: CallOptions
  ): Promise<operations['listEngineJobs']['responses']['200']['content']['application/json']>

  /**
   * Exchange the IAM identity for an RBAC token of the engine. CSE API Reference 5.3.14, `POST
   * /v2/{project_id}/enginemgr/engines/{engine_id}/tokens`.
   * The IAM user must exist in the engine. The life of the token is in its `exp`.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; status 400 or
   * 401 with SVCSTG.00501116, SVCSTG.00401116 or SVCSTG.00501125: there is no such engine (never 404)
   */
  createEngineToken(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['createEngineToken']['parameters']['path']['project_id'] | undefined
      /** Engine id. */
      readonly engineId: operations['createEngineToken']['parameters']['path']['engine_id']
      /** Enterprise project id; absent means the default enterprise project, id 0. Default: that of the client. */
      readonly enterpriseProjectId?: NonNullable<operations['createEngineToken']['parameters']['header']>['X-Enterprise-Project-ID']
      /** Nacos namespace. */
      readonly namespaceId?: NonNullable<operations['createEngineToken']['parameters']['header']>['X-Namespace-ID']
    },
    options?: CallOptions
  ): Promise<operations['createEngineToken']['responses']['200']['content']['application/json']>

  /**
   * List traffic definitions with their policies. CSE API Reference 5.4.1, `GET
   * /v3/{project_id}/govern/governance/display`.
   * Of a policy in several label sets one is shown; `listPolicies` shows all.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  listGovernancePolicies(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['listGovernancePolicies']['parameters']['path']['project_id'] | undefined
      /** Environment; all for every environment. */
      readonly environment: operations['listGovernancePolicies']['parameters']['query']['environment']
      /** Application. */
      readonly app?: NonNullable<operations['listGovernancePolicies']['parameters']['query']>['app']
      /** Id of the engine the call is for. Written X-Engine-Id in 5.5. Default: that of the client. */
      readonly engineId?: operations['listGovernancePolicies']['parameters']['header']['x-engine-id'] | undefined
      /** Enterprise project id; 0 is the default enterprise project. Default: that of the client. */
      readonly enterpriseProjectId?: operations['listGovernancePolicies']['parameters']['header']['X-Enterprise-Project-ID'] | undefined
    },
    options?: CallOptions
  ): Promise<operations['listGovernancePolicies']['responses']['200']['content']['application/json']>

  /**
   * Get the dark-launch rules of a microservice. CSE API Reference 5.4.3, `GET
   * /v3/{project_id}/govern/route-rule/microservices/{service_name}`.
   * The rules are YAML or JSON inside of a string; `readRoutes` parses it.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  getRouteRules(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['getRouteRules']['parameters']['path']['project_id'] | undefined
      /** Microservice name. */
      readonly serviceName: operations['getRouteRules']['parameters']['path']['service_name']
      /** Environment; absent means the empty one. */
      readonly environment?: NonNullable<operations['getRouteRules']['parameters']['query']>['environment']
      /** Application. */
      readonly appId?: NonNullable<operations['getRouteRules']['parameters']['query']>['app_id']
      /** Id of the engine the call is for. Written X-Engine-Id in 5.5. Default: that of the client. */
      readonly engineId?: operations['getRouteRules']['parameters']['header']['x-engine-id'] | undefined
      /** Enterprise project id; 0 is the default enterprise project. Default: that of the client. */
      readonly enterpriseProjectId?: operations['getRouteRules']['parameters']['header']['X-Enterprise-Project-ID'] | undefined
    },
    options?: CallOptions
  ): Promise<operations['getRouteRules']['responses']['200']['content']['application/json']>

  /**
   * Create or replace the dark-launch rules of a microservice. CSE API Reference 5.4.2, `PUT
   * /v3/{project_id}/govern/route-rule/microservices/{service_name}`.
   * Replaces the whole list. Nothing is checked here: `checkPolicyDocuments` and `applyPolicies` do, the server
   * hardly does.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  putRouteRules(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['putRouteRules']['parameters']['path']['project_id'] | undefined
      /** Microservice name. */
      readonly serviceName: operations['putRouteRules']['parameters']['path']['service_name']
      /** Environment; absent means the empty one. */
      readonly environment?: NonNullable<operations['putRouteRules']['parameters']['query']>['environment']
      /** Application. */
      readonly appId?: NonNullable<operations['putRouteRules']['parameters']['query']>['app_id']
      /** Id of the engine the call is for. Written X-Engine-Id in 5.5. Default: that of the client. */
      readonly engineId?: operations['putRouteRules']['parameters']['header']['x-engine-id'] | undefined
      /** Enterprise project id; 0 is the default enterprise project. Default: that of the client. */
      readonly enterpriseProjectId?: operations['putRouteRules']['parameters']['header']['X-Enterprise-Project-ID'] | undefined
      readonly body: NonNullable<operations['putRouteRules']['requestBody']>['content']['application/json']
    },
    options?: CallOptions
  ): Promise<operations['putRouteRules']['responses']['200']['content']['application/json']>

  /**
   * Delete the dark-launch rules of a microservice. CSE API Reference 5.4.4, `DELETE
   * /v3/{project_id}/govern/route-rule/microservices/{service_name}`.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  deleteRouteRules(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['deleteRouteRules']['parameters']['path']['project_id'] | undefined
      /** Microservice name. */
      readonly serviceName: operations['deleteRouteRules']['parameters']['path']['service_name']
      /** Environment; absent means the empty one. */
      readonly environment?: NonNullable<operations['deleteRouteRules']['parameters']['query']>['environment']
      /** Application. */
      readonly appId?: NonNullable<operations['deleteRouteRules']['parameters']['query']>['app_id']
      /** Id of the engine the call is for. Written X-Engine-Id in 5.5. Default: that of the client. */
      readonly engineId?: operations['deleteRouteRules']['parameters']['header']['x-engine-id'] | undefined
      /** Enterprise project id; 0 is the default enterprise project. Default: that of the client. */
      readonly enterpriseProjectId?: operations['deleteRouteRules']['parameters']['header']['X-Enterprise-Project-ID'] | undefined
    },
    options?: CallOptions
  ): Promise<operations['deleteRouteRules']['responses']['200']['content']['application/json']>

  /**
   * Get a governance policy. CSE API Reference 5.4.7, `GET /v3/{project_id}/govern/governance/{kind}/{policy_id}`.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  getGovernancePolicy(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['getGovernancePolicy']['parameters']['path']['project_id'] | undefined
      /** Policy kind. */
      readonly kind: operations['getGovernancePolicy']['parameters']['path']['kind']
      /** Policy id. */
      readonly policyId: operations['getGovernancePolicy']['parameters']['path']['policy_id']
      /** Id of the engine the call is for. Written X-Engine-Id in 5.5. Default: that of the client. */
      readonly engineId?: operations['getGovernancePolicy']['parameters']['header']['x-engine-id'] | undefined
      /** Enterprise project id; 0 is the default enterprise project. Default: that of the client. */
      readonly enterpriseProjectId?: operations['getGovernancePolicy']['parameters']['header']['X-Enterprise-Project-ID'] | undefined
      /** Environment. */
      readonly environment?: NonNullable<operations['getGovernancePolicy']['parameters']['header']>['x-environment']
    },
    options?: CallOptions
  ): Promise<operations['getGovernancePolicy']['responses']['200']['content']['application/json']>

  /**
   * Change a governance policy. CSE API Reference 5.4.5, `PUT
   * /v3/{project_id}/govern/governance/{kind}/{policy_id}`.
   * Send the full spec; name and selector cannot change. Nothing is checked here: `checkPolicyDocuments` and
   * `applyPolicies` do, the server hardly does.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  updateGovernancePolicy(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['updateGovernancePolicy']['parameters']['path']['project_id'] | undefined
      /** Policy kind. */
      readonly kind: operations['updateGovernancePolicy']['parameters']['path']['kind']
      /** Policy id. */
      readonly policyId: operations['updateGovernancePolicy']['parameters']['path']['policy_id']
      /** Id of the engine the call is for. Written X-Engine-Id in 5.5. Default: that of the client. */
      readonly engineId?: operations['updateGovernancePolicy']['parameters']['header']['x-engine-id'] | undefined
      /** Enterprise project id; 0 is the default enterprise project. Default: that of the client. */
      readonly enterpriseProjectId?: operations['updateGovernancePolicy']['parameters']['header']['X-Enterprise-Project-ID'] | undefined
      /** Environment. */
      readonly environment?: NonNullable<operations['updateGovernancePolicy']['parameters']['header']>['x-environment']
      readonly body: NonNullable<operations['updateGovernancePolicy']['requestBody']>['content']['application/json']
    },
    options?: CallOptions
  ): Promise<operations['updateGovernancePolicy']['responses']['200']['content']['application/json']>

  /**
   * Delete a governance policy. CSE API Reference 5.4.6, `DELETE
   * /v3/{project_id}/govern/governance/{kind}/{policy_id}`.
   * Deleting a match-group deletes its policies as well.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  deleteGovernancePolicy(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['deleteGovernancePolicy']['parameters']['path']['project_id'] | undefined
      /** Policy kind. */
      readonly kind: operations['deleteGovernancePolicy']['parameters']['path']['kind']
      /** Policy id. */
      readonly policyId: operations['deleteGovernancePolicy']['parameters']['path']['policy_id']
      /** Id of the engine the call is for. Written X-Engine-Id in 5.5. Default: that of the client. */
      readonly engineId?: operations['deleteGovernancePolicy']['parameters']['header']['x-engine-id'] | undefined
      /** Enterprise project id; 0 is the default enterprise project. Default: that of the client. */
      readonly enterpriseProjectId?: operations['deleteGovernancePolicy']['parameters']['header']['X-Enterprise-Project-ID'] | undefined
      /** Environment. */
      readonly environment?: NonNullable<operations['deleteGovernancePolicy']['parameters']['header']>['x-environment']
    },
    options?: CallOptions
  ): Promise<operations['deleteGovernancePolicy']['responses']['200']['content']['application/json']>

  /**
   * List the governance policies of one kind. CSE API Reference 5.4.9, `GET
   * /v3/{project_id}/govern/governance/{kind}`.
   * Views or a flat list: `listPolicies` reads both.
   * Units: creatTime and updateTime are epoch seconds
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  listGovernancePoliciesByKind(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['listGovernancePoliciesByKind']['parameters']['path']['project_id'] | undefined
      /** Policy kind. */
      readonly kind: operations['listGovernancePoliciesByKind']['parameters']['path']['kind']
      /** Id of the engine the call is for. Written X-Engine-Id in 5.5. Default: that of the client. */
      readonly engineId?: operations['listGovernancePoliciesByKind']['parameters']['header']['x-engine-id'] | undefined
      /** Enterprise project id; 0 is the default enterprise project. Default: that of the client. */
      readonly enterpriseProjectId?: operations['listGovernancePoliciesByKind']['parameters']['header']['X-Enterprise-Project-ID'] | undefined
      /** Environment. */
      readonly environment?: NonNullable<operations['listGovernancePoliciesByKind']['parameters']['header']>['x-environment']
    },
    options?: CallOptions
  ): Promise<operations['listGovernancePoliciesByKind']['responses']['200']['content']['application/json']>

  /**
   * Create a governance policy. CSE API Reference 5.4.8, `POST /v3/{project_id}/govern/governance/{kind}`.
   * Always enabled at first. The answer may be {result} or {id}. Nothing is checked here: `checkPolicyDocuments`
   * and `applyPolicies` do, the server hardly does.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  createGovernancePolicy(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['createGovernancePolicy']['parameters']['path']['project_id'] | undefined
      /** Policy kind. */
      readonly kind: operations['createGovernancePolicy']['parameters']['path']['kind']
      /** Id of the engine the call is for. Written X-Engine-Id in 5.5. Default: that of the client. */
      readonly engineId?: operations['createGovernancePolicy']['parameters']['header']['x-engine-id'] | undefined
      /** Enterprise project id; 0 is the default enterprise project. Default: that of the client. */
      readonly enterpriseProjectId?: operations['createGovernancePolicy']['parameters']['header']['X-Enterprise-Project-ID'] | undefined
      /** Environment. */
      readonly environment?: NonNullable<operations['createGovernancePolicy']['parameters']['header']>['x-environment']
      readonly body: NonNullable<operations['createGovernancePolicy']['requestBody']>['content']['application/json']
    },
    options?: CallOptions
  ): Promise<operations['createGovernancePolicy']['responses']['200']['content']['application/json']>

  /**
   * Get the thresholds of several microservices. CSE API Reference 5.4.10, `GET
   * /v3/{project_id}/csemonitor/thresholds`.
   * Units: avgDelay ms, failureRate percent, throughput requests per second
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  listThresholds(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['listThresholds']['parameters']['path']['project_id'] | undefined
      /** Service names, joined with commas. */
      readonly services: operations['listThresholds']['parameters']['query']['services']
      /** Enterprise project id; absent means the default enterprise project, id 0. Default: that of the client. */
      readonly enterpriseProjectId?: NonNullable<operations['listThresholds']['parameters']['header']>['X-Enterprise-Project-ID']
      /** Id of the engine the call is for. Default: that of the client. */
      readonly engineId?: NonNullable<operations['listThresholds']['parameters']['header']>['x-engine-id']
    },
    options?: CallOptions
  ): Promise<operations['listThresholds']['responses']['200']['content']['application/json']>

  /**
   * Get what microservices report. CSE API Reference 5.4.11, `GET /v3/{project_id}/csemonitor/metric`.
   * Units: time epoch milliseconds, latencies ms, rates percent
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  getMetrics(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['getMetrics']['parameters']['path']['project_id'] | undefined
      /** Service names, joined with commas. */
      readonly service: operations['getMetrics']['parameters']['query']['service']
      /** Instance name. */
      readonly instance?: NonNullable<operations['getMetrics']['parameters']['query']>['instance']
      /** Function name. */
      readonly function?: NonNullable<operations['getMetrics']['parameters']['query']>['function']
      /** Batch query flag (values not documented). */
      readonly flag?: NonNullable<operations['getMetrics']['parameters']['query']>['flag']
      /** Enterprise project id; absent means the default enterprise project, id 0. Default: that of the client. */
      readonly enterpriseProjectId?: NonNullable<operations['getMetrics']['parameters']['header']>['X-Enterprise-Project-ID']
      /** Id of the engine the call is for. Default: that of the client. */
      readonly engineId?: NonNullable<operations['getMetrics']['parameters']['header']>['x-engine-id']
    },
    options?: CallOptions
  ): Promise<operations['getMetrics']['responses']['200']['content']['application/json']>

  /**
   * List who reports metrics. CSE API Reference 5.4.12, `GET /v3/{project_id}/csemonitor/metric/list`.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  listMetricKeys(
    input?: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['listMetricKeys']['parameters']['path']['project_id'] | undefined
      /** Page number, as a decimal string. */
      readonly page?: NonNullable<operations['listMetricKeys']['parameters']['query']>['page']
      /** Page size, as a decimal string. */
      readonly number?: NonNullable<operations['listMetricKeys']['parameters']['query']>['number']
      /** Sort direction. */
      readonly sortType?: NonNullable<operations['listMetricKeys']['parameters']['query']>['sortType']
      /** Sort field. */
      readonly sortKey?: NonNullable<operations['listMetricKeys']['parameters']['query']>['sortKey']
      /** Applications, joined with commas. */
      readonly appIds?: NonNullable<operations['listMetricKeys']['parameters']['query']>['appIds']
      /** Name filter. */
      readonly nameFilter?: NonNullable<operations['listMetricKeys']['parameters']['query']>['nameFilter']
      /** Enterprise project id; absent means the default enterprise project, id 0. Default: that of the client. */
      readonly enterpriseProjectId?: NonNullable<operations['listMetricKeys']['parameters']['header']>['X-Enterprise-Project-ID']
      /** Id of the engine the call is for. Default: that of the client. */
      readonly engineId?: NonNullable<operations['listMetricKeys']['parameters']['header']>['x-engine-id']
    },
    options?: CallOptions
  ): Promise<operations['listMetricKeys']['responses']['200']['content']['application/json']>

  /**
   * Replace the roles of an RBAC account. CSE API Reference 5.5.1, `PUT /v3/{project_id}/accounts/{name}`.
   * Replaces all roles. Needs two tokens, the IAM one and that of the engine, which the client gets by itself;
   * access keys alone cannot call it.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  updateAccount(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['updateAccount']['parameters']['path']['project_id'] | undefined
      /** RBAC account name. */
      readonly name: operations['updateAccount']['parameters']['path']['name']
      /** Enterprise project id; absent means the default enterprise project, id 0. Default: that of the client. */
      readonly enterpriseProjectId?: NonNullable<operations['updateAccount']['parameters']['header']>['X-Enterprise-Project-ID']
      /** Id of the engine the call is for. Written X-Engine-Id in 5.5. Default: that of the client. */
      readonly engineId?: operations['updateAccount']['parameters']['header']['x-engine-id'] | undefined
      readonly body: NonNullable<operations['updateAccount']['requestBody']>['content']['application/json']
    },
    options?: CallOptions
  ): Promise<operations['updateAccount']['responses']['200']['content']['application/json']>

  /**
   * Delete an RBAC account. CSE API Reference 5.5.3, `DELETE /v3/{project_id}/accounts/{name}`.
   * Needs two tokens, the IAM one and that of the engine, which the client gets by itself; access keys alone
   * cannot call it.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  deleteAccount(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['deleteAccount']['parameters']['path']['project_id'] | undefined
      /** RBAC account name. */
      readonly name: operations['deleteAccount']['parameters']['path']['name']
      /** Enterprise project id; absent means the default enterprise project, id 0. Default: that of the client. */
      readonly enterpriseProjectId?: NonNullable<operations['deleteAccount']['parameters']['header']>['X-Enterprise-Project-ID']
      /** Id of the engine the call is for. Written X-Engine-Id in 5.5. Default: that of the client. */
      readonly engineId?: operations['deleteAccount']['parameters']['header']['x-engine-id'] | undefined
    },
    options?: CallOptions
  ): Promise<operations['deleteAccount']['responses']['200']['content']['application/json']>

  /**
   * Change the password of an RBAC account. CSE API Reference 5.5.2, `POST
   * /v3/{project_id}/accounts/{name}/password`.
   * Needs two tokens, the IAM one and that of the engine, which the client gets by itself; access keys alone
   * cannot call it.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  changeAccountPassword(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['changeAccountPassword']['parameters']['path']['project_id'] | undefined
      /** RBAC account name. */
      readonly name: operations['changeAccountPassword']['parameters']['path']['name']
      /** Enterprise project id; absent means the default enterprise project, id 0. Default: that of the client. */
      readonly enterpriseProjectId?: NonNullable<operations['changeAccountPassword']['parameters']['header']>['X-Enterprise-Project-ID']
      /** Id of the engine the call is for. Written X-Engine-Id in 5.5. Default: that of the client. */
      readonly engineId?: operations['changeAccountPassword']['parameters']['header']['x-engine-id'] | undefined
      readonly body: NonNullable<operations['changeAccountPassword']['requestBody']>['content']['application/json']
    },
    options?: CallOptions
  ): Promise<operations['changeAccountPassword']['responses']['200']['content']['application/json']>

  /**
   * List Nacos namespaces. CSE API Reference 6.1, `GET /v1/{project_id}/nacos/v1/console/namespaces`.
   * The public namespace has the empty id; types 1 and 2 are custom ones.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; 502: the Nacos
   * engine is gone
   */
  listNacosNamespaces(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['listNacosNamespaces']['parameters']['path']['project_id'] | undefined
      /** Page number, from 0. */
      readonly offset: operations['listNacosNamespaces']['parameters']['query']['offset']
      /** Page size; 0 returns everything on one page. */
      readonly limit: operations['listNacosNamespaces']['parameters']['query']['limit']
      /** Id of the engine the call is for. Written X-Engine-Id in 5.5. Default: that of the client. */
      readonly engineId?: operations['listNacosNamespaces']['parameters']['header']['x-engine-id'] | undefined
      /** Enterprise project id; 0 is the default enterprise project. Default: that of the client. */
      readonly enterpriseProjectId?: operations['listNacosNamespaces']['parameters']['header']['X-Enterprise-Project-ID'] | undefined
    },
    options?: CallOptions
  ): Promise<operations['listNacosNamespaces']['responses']['200']['content']['application/json']>

  /**
   * Create a Nacos namespace. CSE API Reference 6.2, `POST /v1/{project_id}/nacos/v1/console/namespaces`.
   * A false in the answer is raised as a failure.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  createNacosNamespace(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['createNacosNamespace']['parameters']['path']['project_id'] | undefined
      /** Namespace id; letters, digits, hyphen, underscore. */
      readonly customNamespaceId: operations['createNacosNamespace']['parameters']['query']['customNamespaceId']
      /** Display name; none of @ # $ % ^ & *. */
      readonly namespaceName: operations['createNacosNamespace']['parameters']['query']['namespaceName']
      /** Description. */
      readonly namespaceDesc?: NonNullable<operations['createNacosNamespace']['parameters']['query']>['namespaceDesc']
      /** Id of the engine the call is for. Written X-Engine-Id in 5.5. Default: that of the client. */
      readonly engineId?: operations['createNacosNamespace']['parameters']['header']['x-engine-id'] | undefined
      /** Enterprise project id; 0 is the default enterprise project. Default: that of the client. */
      readonly enterpriseProjectId?: operations['createNacosNamespace']['parameters']['header']['X-Enterprise-Project-ID'] | undefined
    },
    options?: CallOptions
  ): Promise<operations['createNacosNamespace']['responses']['200']['content']['application/json']>

  /**
   * Rename a Nacos namespace. CSE API Reference 6.3, `PUT /v1/{project_id}/nacos/v1/console/namespaces`.
   * A false in the answer is raised as a failure.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  updateNacosNamespace(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['updateNacosNamespace']['parameters']['path']['project_id'] | undefined
      /** Namespace id. */
      readonly namespace: operations['updateNacosNamespace']['parameters']['query']['namespace']
      /** New display name; none of @ # $ % ^ & *. */
      readonly namespaceShowName: operations['updateNacosNamespace']['parameters']['query']['namespaceShowName']
      /** Description. */
      readonly namespaceDesc: operations['updateNacosNamespace']['parameters']['query']['namespaceDesc']
      /** Id of the engine the call is for. Written X-Engine-Id in 5.5. Default: that of the client. */
      readonly engineId?: operations['updateNacosNamespace']['parameters']['header']['x-engine-id'] | undefined
      /** Enterprise project id; 0 is the default enterprise project. Default: that of the client. */
      readonly enterpriseProjectId?: operations['updateNacosNamespace']['parameters']['header']['X-Enterprise-Project-ID'] | undefined
    },
    options?: CallOptions
  ): Promise<operations['updateNacosNamespace']['responses']['200']['content']['application/json']>

  /**
   * Delete a Nacos namespace. CSE API Reference 6.4, `DELETE /v1/{project_id}/nacos/v1/console/namespaces`.
   * Deleting one that is not there succeeds.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  deleteNacosNamespace(
    input: {
      /** Project id of the tenant in the region (8.4). Default: that of the client. */
      readonly projectId?: operations['deleteNacosNamespace']['parameters']['path']['project_id'] | undefined
      /** Namespace id. */
      readonly namespaceId: operations['deleteNacosNamespace']['parameters']['query']['namespaceId']
      /** Id of the engine the call is for. Written X-Engine-Id in 5.5. Default: that of the client. */
      readonly engineId?: operations['deleteNacosNamespace']['parameters']['header']['x-engine-id'] | undefined
      /** Enterprise project id; 0 is the default enterprise project. Default: that of the client. */
      readonly enterpriseProjectId?: operations['deleteNacosNamespace']['parameters']['header']['X-Enterprise-Project-ID'] | undefined
    },
    options?: CallOptions
  ): Promise<operations['deleteNacosNamespace']['responses']['200']['content']['application/json']>
}
