// Made from openapi/ by `node packages/control-plane-client/scripts/openapi.ts --write`. Do not edit.
import type { CallOptions } from '../call-options.ts'
import type { operations } from './servicecomb-engine.ts'

/** The 27 operations of a ServiceComb engine; names and sections are those of the CSE API Reference, issue 01. */
export interface EngineOperations {
  /**
   * Log in to an engine with security authentication. CSE API Reference 7.2.1, `POST /v4/token`.
   * Units: the token lives 12 hours, or tokenExpirationTime (15m to 24h)
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_INVALID_ARGUMENT`, before anything is sent; 401202 wrong account or password, 403201
   * blocked after failed log-ins
   */
  createToken(
    input: {
      readonly body: NonNullable<operations['createToken']['requestBody']>['content']['application/json']
    },
    options?: CallOptions
  ): Promise<operations['createToken']['responses']['200']['content']['application/json']>

  /**
   * Get a microservice. CSE API Reference 7.3.1, `GET /v4/{project_id}/registry/microservices/{service_id}`.
   * Units: timestamp and modTimestamp are epoch seconds, as strings
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; 400012: there is
   * no such microservice (status 400)
   */
  getMicroservice(
    input: {
      /** Fixed to default on CSE. Default: that of the client. */
      readonly projectId?: operations['getMicroservice']['parameters']['path']['project_id'] | undefined
      /** Microservice id. */
      readonly serviceId: operations['getMicroservice']['parameters']['path']['service_id']
    },
    options?: CallOptions
  ): Promise<operations['getMicroservice']['responses']['200']['content']['application/json']>

  /**
   * Delete a microservice. CSE API Reference 7.3.2, `DELETE /v4/{project_id}/registry/microservices/{service_id}`.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; 400013 has instances, 400023 has
   * consumers: force; 400012: there is no such microservice (status 400)
   */
  deleteMicroservice(
    input: {
      /** Fixed to default on CSE. Default: that of the client. */
      readonly projectId?: operations['deleteMicroservice']['parameters']['path']['project_id'] | undefined
      /** Microservice id. */
      readonly serviceId: operations['deleteMicroservice']['parameters']['path']['service_id']
      /** true also deletes instances and dependencies; false fails while there are any (400013, 400023). */
      readonly force?: NonNullable<operations['deleteMicroservice']['parameters']['query']>['force']
    },
    options?: CallOptions
  ): Promise<void>

  /**
   * List all microservices. CSE API Reference 7.3.3, `GET /v4/{project_id}/registry/microservices`.
   * `services` may be absent when there are none.
   * Units: timestamp and modTimestamp are epoch seconds, as strings
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  listMicroservices(
    input?: {
      /** Fixed to default on CSE. Default: that of the client. */
      readonly projectId?: operations['listMicroservices']['parameters']['path']['project_id'] | undefined
      /** Also list shared services. */
      readonly withShared?: NonNullable<operations['listMicroservices']['parameters']['query']>['withShared']
    },
    options?: CallOptions
  ): Promise<operations['listMicroservices']['responses']['200']['content']['application/json']>

  /**
   * Register a microservice. CSE API Reference 7.3.4, `POST /v4/{project_id}/registry/microservices`.
   * Do not send `rules`: open-source servers hang.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; 400010 exists
   * with other content, 400100 quota
   */
  createMicroservice(
    input: {
      /** Fixed to default on CSE. Default: that of the client. */
      readonly projectId?: operations['createMicroservice']['parameters']['path']['project_id'] | undefined
      /** Tenant domain. */
      readonly domainName?: NonNullable<operations['createMicroservice']['parameters']['header']>['x-domain-name']
      readonly body: NonNullable<operations['createMicroservice']['requestBody']>['content']['application/json']
    },
    options?: CallOptions
  ): Promise<operations['createMicroservice']['responses']['200']['content']['application/json']>

  /**
   * Delete several microservices. CSE API Reference 7.3.5, `DELETE /v4/{project_id}/registry/microservices`.
   * 200 even when single ones failed: read `errMessage`. Force is sent in query and body by callers who mean it. A
   * DELETE with a body.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  deleteMicroservices(
    input: {
      /** Fixed to default on CSE. Default: that of the client. */
      readonly projectId?: operations['deleteMicroservices']['parameters']['path']['project_id'] | undefined
      /** true also deletes instances and dependencies; false fails while there are any (400013, 400023). */
      readonly force?: NonNullable<operations['deleteMicroservices']['parameters']['query']>['force']
      readonly body: NonNullable<operations['deleteMicroservices']['requestBody']>['content']['application/json']
    },
    options?: CallOptions
  ): Promise<operations['deleteMicroservices']['responses']['200']['content']['application/json']>

  /**
   * Replace the properties of a microservice. CSE API Reference 7.3.6, `PUT
   * /v4/{project_id}/registry/microservices/{service_id}/properties`.
   * Replaces all properties.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; 400012: there is no such
   * microservice (status 400)
   */
  updateMicroserviceProperties(
    input: {
      /** Fixed to default on CSE. Default: that of the client. */
      readonly projectId?: operations['updateMicroserviceProperties']['parameters']['path']['project_id'] | undefined
      /** Microservice id. */
      readonly serviceId: operations['updateMicroserviceProperties']['parameters']['path']['service_id']
      readonly body: NonNullable<operations['updateMicroserviceProperties']['requestBody']>['content']['application/json']
    },
    options?: CallOptions
  ): Promise<void>

  /**
   * Find the id of a microservice, or whether a schema exists. CSE API Reference 7.3.7, `GET
   * /v4/{project_id}/registry/existence`.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; 400012 no
   * service, 400026 no version, 400016 no schema (status 400)
   */
  checkExistence(
    input: {
      /** Fixed to default on CSE. Default: that of the client. */
      readonly projectId?: operations['checkExistence']['parameters']['path']['project_id'] | undefined
      /** microservice: give appId, serviceName, version (and env). schema: give serviceId and schemaId. */
      readonly type: operations['checkExistence']['parameters']['query']['type']
      /** Environment. */
      readonly env?: NonNullable<operations['checkExistence']['parameters']['query']>['env']
      /** For type microservice. */
      readonly appId?: NonNullable<operations['checkExistence']['parameters']['query']>['appId']
      /** For type microservice. */
      readonly serviceName?: NonNullable<operations['checkExistence']['parameters']['query']>['serviceName']
      /** For type microservice. */
      readonly version?: NonNullable<operations['checkExistence']['parameters']['query']>['version']
      /** For type schema. */
      readonly serviceId?: NonNullable<operations['checkExistence']['parameters']['query']>['serviceId']
      /** For type schema. */
      readonly schemaId?: NonNullable<operations['checkExistence']['parameters']['query']>['schemaId']
    },
    options?: CallOptions
  ): Promise<operations['checkExistence']['responses']['200']['content']['application/json']>

  /**
   * Get a schema. CSE API Reference 7.4.1, `GET
   * /v4/{project_id}/registry/microservices/{service_id}/schemas/{schema_id}`.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; 400016 no such
   * schema (status 400)
   */
  getSchema(
    input: {
      /** Fixed to default on CSE. Default: that of the client. */
      readonly projectId?: operations['getSchema']['parameters']['path']['project_id'] | undefined
      /** Microservice id. */
      readonly serviceId: operations['getSchema']['parameters']['path']['service_id']
      /** Schema id. */
      readonly schemaId: operations['getSchema']['parameters']['path']['schema_id']
    },
    options?: CallOptions
  ): Promise<operations['getSchema']['responses']['200']['content']['application/json']>

  /**
   * Create or replace a schema. CSE API Reference 7.4.2, `PUT
   * /v4/{project_id}/registry/microservices/{service_id}/schemas/{schema_id}`.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; 400014 not declared, 400015 must not
   * be changed
   */
  putSchema(
    input: {
      /** Fixed to default on CSE. Default: that of the client. */
      readonly projectId?: operations['putSchema']['parameters']['path']['project_id'] | undefined
      /** Microservice id. */
      readonly serviceId: operations['putSchema']['parameters']['path']['service_id']
      /** Schema id. */
      readonly schemaId: operations['putSchema']['parameters']['path']['schema_id']
      readonly body: NonNullable<operations['putSchema']['requestBody']>['content']['application/json']
    },
    options?: CallOptions
  ): Promise<void>

  /**
   * List the schemas of a microservice. CSE API Reference 7.4.3, `GET
   * /v4/{project_id}/registry/microservices/{service_id}/schemas`.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  listSchemas(
    input: {
      /** Fixed to default on CSE. Default: that of the client. */
      readonly projectId?: operations['listSchemas']['parameters']['path']['project_id'] | undefined
      /** Microservice id. */
      readonly serviceId: operations['listSchemas']['parameters']['path']['service_id']
      /** 1: with content. 0: id and summary only. */
      readonly withSchema?: NonNullable<operations['listSchemas']['parameters']['query']>['withSchema']
    },
    options?: CallOptions
  ): Promise<operations['listSchemas']['responses']['200']['content']['application/json']>

  /**
   * List the instances of a microservice. CSE API Reference 7.5.2, `GET
   * /v4/{project_id}/registry/microservices/{service_id}/instances`.
   * Undefined: `rev` is still current (304).
   * Units: timestamp and modTimestamp are epoch seconds, as strings
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; 400012: there is
   * no such microservice (status 400)
   */
  listInstances(
    input: {
      /** Fixed to default on CSE. Default: that of the client. */
      readonly projectId?: operations['listInstances']['parameters']['path']['project_id'] | undefined
      /** Microservice id. */
      readonly serviceId: operations['listInstances']['parameters']['path']['service_id']
      /** Tags, joined with commas. */
      readonly tags?: NonNullable<operations['listInstances']['parameters']['query']>['tags']
      /** Microservice id of the consumer; records the dependency. */
      readonly consumerId?: NonNullable<operations['listInstances']['parameters']['header']>['X-ConsumerId']
      /** Revision the client has (X-Resource-Revision of an earlier answer). */
      readonly rev?: NonNullable<operations['listInstances']['parameters']['query']>['rev']
    },
    options?: CallOptions
  ): Promise<operations['listInstances']['responses']['200']['content']['application/json'] | undefined>

  /**
   * Register an instance. CSE API Reference 7.5.1, `POST
   * /v4/{project_id}/registry/microservices/{service_id}/instances`.
   * An instance with the same endpoints keeps its id.
   * Units: healthCheck.interval seconds
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; 400012: there is
   * no such microservice (status 400)
   */
  registerInstance(
    input: {
      /** Fixed to default on CSE. Default: that of the client. */
      readonly projectId?: operations['registerInstance']['parameters']['path']['project_id'] | undefined
      /** Microservice id. */
      readonly serviceId: operations['registerInstance']['parameters']['path']['service_id']
      /** Tenant domain. */
      readonly domainName?: NonNullable<operations['registerInstance']['parameters']['header']>['x-domain-name']
      readonly body: NonNullable<operations['registerInstance']['requestBody']>['content']['application/json']
    },
    options?: CallOptions
  ): Promise<operations['registerInstance']['responses']['200']['content']['application/json']>

  /**
   * Get an instance. CSE API Reference 7.5.4, `GET
   * /v4/{project_id}/registry/microservices/{service_id}/instances/{instance_id}`.
   * Undefined: `rev` is still current (304).
   * Units: timestamp and modTimestamp are epoch seconds, as strings
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; 400017 no such
   * instance (status 400)
   */
  getInstance(
    input: {
      /** Fixed to default on CSE. Default: that of the client. */
      readonly projectId?: operations['getInstance']['parameters']['path']['project_id'] | undefined
      /** Microservice id. */
      readonly serviceId: operations['getInstance']['parameters']['path']['service_id']
      /** Instance id. */
      readonly instanceId: operations['getInstance']['parameters']['path']['instance_id']
      /** Tags, joined with commas. */
      readonly tags?: NonNullable<operations['getInstance']['parameters']['query']>['tags']
      /** Microservice id of the consumer; records the dependency. */
      readonly consumerId?: NonNullable<operations['getInstance']['parameters']['header']>['X-ConsumerId']
      /** Revision the client has (X-Resource-Revision of an earlier answer). */
      readonly rev?: NonNullable<operations['getInstance']['parameters']['query']>['rev']
    },
    options?: CallOptions
  ): Promise<operations['getInstance']['responses']['200']['content']['application/json'] | undefined>

  /**
   * Deregister an instance. CSE API Reference 7.5.3, `DELETE
   * /v4/{project_id}/registry/microservices/{service_id}/instances/{instance_id}`.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; 400017 no such instance (status 400)
   */
  deregisterInstance(
    input: {
      /** Fixed to default on CSE. Default: that of the client. */
      readonly projectId?: operations['deregisterInstance']['parameters']['path']['project_id'] | undefined
      /** Microservice id. */
      readonly serviceId: operations['deregisterInstance']['parameters']['path']['service_id']
      /** Instance id. */
      readonly instanceId: operations['deregisterInstance']['parameters']['path']['instance_id']
    },
    options?: CallOptions
  ): Promise<void>

  /**
   * Replace the properties of an instance. CSE API Reference 7.5.5, `PUT
   * /v4/{project_id}/registry/microservices/{service_id}/instances/{instance_id}/properties`.
   * Replaces all properties.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; 400017 no such instance (status 400)
   */
  updateInstanceProperties(
    input: {
      /** Fixed to default on CSE. Default: that of the client. */
      readonly projectId?: operations['updateInstanceProperties']['parameters']['path']['project_id'] | undefined
      /** Microservice id. */
      readonly serviceId: operations['updateInstanceProperties']['parameters']['path']['service_id']
      /** Instance id. */
      readonly instanceId: operations['updateInstanceProperties']['parameters']['path']['instance_id']
      /** Microservice id of the consumer; records the dependency. */
      readonly consumerId?: NonNullable<operations['updateInstanceProperties']['parameters']['header']>['X-ConsumerId']
      readonly body: NonNullable<operations['updateInstanceProperties']['requestBody']>['content']['application/json']
    },
    options?: CallOptions
  ): Promise<void>

  /**
   * Change the status of an instance. CSE API Reference 7.5.6, `PUT
   * /v4/{project_id}/registry/microservices/{service_id}/instances/{instance_id}/status`.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; 400017 no such instance (status 400)
   */
  updateInstanceStatus(
    input: {
      /** Fixed to default on CSE. Default: that of the client. */
      readonly projectId?: operations['updateInstanceStatus']['parameters']['path']['project_id'] | undefined
      /** Microservice id. */
      readonly serviceId: operations['updateInstanceStatus']['parameters']['path']['service_id']
      /** Instance id. */
      readonly instanceId: operations['updateInstanceStatus']['parameters']['path']['instance_id']
      /** New status. */
      readonly value: operations['updateInstanceStatus']['parameters']['query']['value']
    },
    options?: CallOptions
  ): Promise<void>

  /**
   * Send a heartbeat. CSE API Reference 7.5.7, `PUT
   * /v4/{project_id}/registry/microservices/{service_id}/instances/{instance_id}/heartbeat`.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; 400017 no such instance: register
   * again
   */
  sendHeartbeat(
    input: {
      /** Fixed to default on CSE. Default: that of the client. */
      readonly projectId?: operations['sendHeartbeat']['parameters']['path']['project_id'] | undefined
      /** Microservice id. */
      readonly serviceId: operations['sendHeartbeat']['parameters']['path']['service_id']
      /** Instance id. */
      readonly instanceId: operations['sendHeartbeat']['parameters']['path']['instance_id']
    },
    options?: CallOptions
  ): Promise<void>

  /**
   * Find the instances of a microservice by name. CSE API Reference 7.5.8, `GET
   * /v4/{project_id}/registry/instances`.
   * Undefined: `rev` is still current (304).
   * Units: timestamp and modTimestamp are epoch seconds, as strings
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; 400012: there is
   * no such microservice (status 400)
   */
  findInstances(
    input: {
      /** Fixed to default on CSE. Default: that of the client. */
      readonly projectId?: operations['findInstances']['parameters']['path']['project_id'] | undefined
      /** Application. */
      readonly appId: operations['findInstances']['parameters']['query']['appId']
      /** Microservice. */
      readonly serviceName: operations['findInstances']['parameters']['query']['serviceName']
      /** Version rule. Encode + as %2B. */
      readonly version?: NonNullable<operations['findInstances']['parameters']['query']>['version']
      /** Tags, joined with commas. */
      readonly tags?: NonNullable<operations['findInstances']['parameters']['query']>['tags']
      /** Environment. */
      readonly env?: NonNullable<operations['findInstances']['parameters']['query']>['env']
      /** Microservice id of the consumer; records the dependency. */
      readonly consumerId?: NonNullable<operations['findInstances']['parameters']['header']>['X-ConsumerId']
      /** Tenant domain. */
      readonly domainName?: NonNullable<operations['findInstances']['parameters']['header']>['x-domain-name']
      /** Revision the client has (X-Resource-Revision of an earlier answer). */
      readonly rev?: NonNullable<operations['findInstances']['parameters']['query']>['rev']
    },
    options?: CallOptions
  ): Promise<operations['findInstances']['responses']['200']['content']['application/json'] | undefined>

  /**
   * Find the instances of several microservices, with change detection. CSE API Reference 7.5.9, `POST
   * /v4/{project_id}/registry/instances/action`.
   * A read in spite of its method.
   * Units: timestamp and modTimestamp are epoch seconds, as strings
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  batchFindInstances(
    input: {
      /** Fixed to default on CSE. Default: that of the client. */
      readonly projectId?: operations['batchFindInstances']['parameters']['path']['project_id'] | undefined
      /** Microservice id of the consumer; records the dependency. */
      readonly consumerId?: NonNullable<operations['batchFindInstances']['parameters']['header']>['X-ConsumerId']
      readonly body: NonNullable<operations['batchFindInstances']['requestBody']>['content']['application/json']
    },
    options?: CallOptions
  ): Promise<operations['batchFindInstances']['responses']['200']['content']['application/json']>

  /**
   * List the providers of a consumer. CSE API Reference 7.6.1, `GET
   * /v4/{project_id}/registry/microservices/{consumer_id}/providers`.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  listProviders(
    input: {
      /** Fixed to default on CSE. Default: that of the client. */
      readonly projectId?: operations['listProviders']['parameters']['path']['project_id'] | undefined
      /** Id of the consumer. */
      readonly consumerId: operations['listProviders']['parameters']['path']['consumer_id']
      /** 1 leaves out the dependency of the service on itself. */
      readonly noSelf?: NonNullable<operations['listProviders']['parameters']['query']>['noSelf']
      /** 1 leaves out shared services of other domains. */
      readonly sameDomain?: NonNullable<operations['listProviders']['parameters']['query']>['sameDomain']
    },
    options?: CallOptions
  ): Promise<operations['listProviders']['responses']['200']['content']['application/json']>

  /**
   * List configuration items, with change detection. CSE API Reference 7.7.4, `GET /v1/{project_id}/kie/kv`.
   * Undefined: nothing changed since `revision` (304). `send` also gives X-Kie-Revision.
   * Units: create_time and update_time are epoch seconds
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  listConfigs(
    input?: {
      /** Fixed to default on CSE. Default: that of the client. */
      readonly projectId?: operations['listConfigs']['parameters']['path']['project_id'] | undefined
      /** labelKey:labelValue; repeat the parameter for several labels. */
      readonly label?: NonNullable<operations['listConfigs']['parameters']['query']>['label']
      /** exact: same label set, also in number. Absent: the item carries at least these labels. */
      readonly match?: NonNullable<operations['listConfigs']['parameters']['query']>['match']
      /**
       * Revision the client has. Equal to the current one: 304. At first 0 as documented, or -1 as the Java and Go
       * clients send.
       */
      readonly revision?: NonNullable<operations['listConfigs']['parameters']['query']>['revision']
      /** Long poll: hold the request until a change or this long, at most 5m. */
      readonly wait?: NonNullable<operations['listConfigs']['parameters']['query']>['wait']
      /** Only this key. Not together with wait. */
      readonly key?: NonNullable<operations['listConfigs']['parameters']['query']>['key']
      /** Only this status. */
      readonly status?: NonNullable<operations['listConfigs']['parameters']['query']>['status']
      /** Items to skip. */
      readonly offset?: NonNullable<operations['listConfigs']['parameters']['query']>['offset']
      /** Items to return. */
      readonly limit?: NonNullable<operations['listConfigs']['parameters']['query']>['limit']
    },
    options?: CallOptions
  ): Promise<operations['listConfigs']['responses']['200']['content']['application/json'] | undefined>

  /**
   * Create a configuration item. CSE API Reference 7.7.1, `POST /v1/{project_id}/kie/kv`.
   * Units: create_time and update_time are epoch seconds
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; 409001 exists
   * already, 422001 quota
   */
  createConfig(
    input: {
      /** Fixed to default on CSE. Default: that of the client. */
      readonly projectId?: operations['createConfig']['parameters']['path']['project_id'] | undefined
      readonly body: NonNullable<operations['createConfig']['requestBody']>['content']['application/json']
    },
    options?: CallOptions
  ): Promise<operations['createConfig']['responses']['200']['content']['application/json']>

  /**
   * Delete the listed configuration items. CSE API Reference 7.7.6, `DELETE /v1/{project_id}/kie/kv`.
   * Deletes the ids of the body, not everything. A DELETE with a body.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  deleteConfigs(
    input: {
      /** Fixed to default on CSE. Default: that of the client. */
      readonly projectId?: operations['deleteConfigs']['parameters']['path']['project_id'] | undefined
      readonly body: NonNullable<operations['deleteConfigs']['requestBody']>['content']['application/json']
    },
    options?: CallOptions
  ): Promise<void>

  /**
   * Get a configuration item. CSE API Reference 7.7.3, `GET /v1/{project_id}/kie/kv/{kv_id}`.
   * Units: create_time and update_time are epoch seconds
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; 404001 no such
   * item
   */
  getConfig(
    input: {
      /** Fixed to default on CSE. Default: that of the client. */
      readonly projectId?: operations['getConfig']['parameters']['path']['project_id'] | undefined
      /** Item id. */
      readonly kvId: operations['getConfig']['parameters']['path']['kv_id']
    },
    options?: CallOptions
  ): Promise<operations['getConfig']['responses']['200']['content']['application/json']>

  /**
   * Change the value or status of a configuration item. CSE API Reference 7.7.2, `PUT
   * /v1/{project_id}/kie/kv/{kv_id}`.
   * Units: create_time and update_time are epoch seconds
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; 404001 no such
   * item
   */
  updateConfig(
    input: {
      /** Fixed to default on CSE. Default: that of the client. */
      readonly projectId?: operations['updateConfig']['parameters']['path']['project_id'] | undefined
      /** Item id. */
      readonly kvId: operations['updateConfig']['parameters']['path']['kv_id']
      readonly body: NonNullable<operations['updateConfig']['requestBody']>['content']['application/json']
    },
    options?: CallOptions
  ): Promise<operations['updateConfig']['responses']['200']['content']['application/json']>

  /**
   * Delete a configuration item. CSE API Reference 7.7.5, `DELETE /v1/{project_id}/kie/kv/{kv_id}`.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_CREDENTIALS`, `CHS_INVALID_ARGUMENT`, before anything is sent; 404001 no such item
   */
  deleteConfig(
    input: {
      /** Fixed to default on CSE. Default: that of the client. */
      readonly projectId?: operations['deleteConfig']['parameters']['path']['project_id'] | undefined
      /** Item id. */
      readonly kvId: operations['deleteConfig']['parameters']['path']['kv_id']
    },
    options?: CallOptions
  ): Promise<void>
}
