/** Who must act: the policy's owner, the network, the registry, the configuration's owner, the cloud's tenant, the programmer. */
export type ErrorFamily = 'refused' | 'transport' | 'registry' | 'config' | 'cloud' | 'lifecycle'

interface CatalogueEntry {
  readonly family: ErrorFamily
  readonly status: number
  readonly meaning: string
  readonly action: string
}

/** Every error code there is. `docs/errors.md` is made from this table and a test holds the two together. */
export const CATALOGUE = {
  CHS_RATE_LIMITED: {
    family: 'refused',
    status: 429,
    meaning: 'a rate limiting policy has no permit left in this cycle',
    action: 'send less, or raise `rate` of the policy named in `rule`'
  },
  CHS_CIRCUIT_OPEN: {
    family: 'refused',
    status: 429,
    meaning: 'the circuit breaker of this policy is open',
    action: 'wait for `waitDurationInOpenState`, or look at why the handler fails'
  },
  CHS_BULKHEAD_FULL: {
    family: 'refused',
    status: 429,
    meaning: 'as many calls are running as the bulkhead policy allows (503 when it is that of an instance)',
    action: 'find what is slow, or raise `maxConcurrentCalls` of the policy named in `rule`'
  },
  CHS_INSTANCE_ISOLATED: {
    family: 'refused',
    status: 503,
    meaning: 'every instance that could take the call is isolated by its breaker',
    action: 'look at the instances; they are tried again after `waitDurationInOpenState`'
  },
  CHS_FORCED_OPEN: {
    family: 'refused',
    status: 503,
    meaning: 'the policy says `forceOpen` and refuses everything (429 on the provider side)',
    action: 'remove `forceOpen` from the policy named in `rule`'
  },
  CHS_FLOW_CONTROL: {
    family: 'refused',
    status: 429,
    meaning: 'the legacy flow control limit is reached',
    action: 'raise the `servicecomb.flowcontrol.*` limit, or use a rate limiting policy'
  },
  CHS_FAULT_INJECTED: {
    family: 'refused',
    status: 500,
    meaning: 'a fault injection policy ended the call on purpose',
    action: 'remove or disable the policy named in `rule`'
  },
  CHS_REQUEST_TIMEOUT: {
    family: 'transport',
    status: 408,
    meaning: 'the time limit of the attempt or of the call ended before the answer was there',
    action: 'look at the instance named in `instance`, or raise `servicecomb.request.timeout`'
  },
  CHS_CONNECT_TIMEOUT: {
    family: 'transport',
    status: 408,
    meaning: 'no connection within the connect limit; nothing was sent',
    action:
      'check the published address and the network, or raise `servicecomb.rest.client.connection.timeoutInMillis`'
  },
  CHS_TRANSPORT: {
    family: 'transport',
    status: 490,
    meaning: 'the connection was refused or broke; `cause` has the system error',
    action: 'check that the instance runs and can be reached'
  },
  CHS_POOL_QUEUE_FULL: {
    family: 'transport',
    status: 490,
    meaning: 'too many calls wait for a connection to the instance',
    action: 'raise `servicecomb.rest.client.maxWaitQueueSize` or the number of instances'
  },
  CHS_NO_INSTANCE: {
    family: 'transport',
    status: 500,
    meaning: 'nobody to call; `reason` is unknown-service, empty, route or filtered',
    action: 'check the spelling of the service, that an instance is UP, and the route rule'
  },
  CHS_BAD_STATUS: {
    family: 'transport',
    status: 500,
    meaning: 'the answer has an error status and `throwOnError` was asked for',
    action: 'look at `statusCode` and `body`'
  },
  CHS_RETRIES_EXHAUSTED: {
    family: 'transport',
    status: 500,
    meaning: 'every attempt of the retry policy was used and it says `failAfterMaxAttempts`',
    action: 'look at `cause`, the last answer'
  },
  CHS_INVALID_ARGUMENT: {
    family: 'lifecycle',
    status: 490,
    meaning: 'the call itself is malformed: path, method, header or option',
    action: 'correct the argument that the message names'
  },
  CHS_REGISTRY_UNAVAILABLE: {
    family: 'registry',
    status: 503,
    meaning: 'no registry address answers',
    action:
      'check `servicecomb.registry.sc.address` or `servicecomb.nacos.serverAddr`, and that the engine runs'
  },
  CHS_REGISTRY_REFUSED: {
    family: 'registry',
    status: 500,
    meaning: 'the registry answered with an error; `engineCode` is its own code',
    action: 'read the message; names, versions and quotas are what it mostly is about'
  },
  CHS_CONFIG_INVALID: {
    family: 'config',
    status: 500,
    meaning: 'a setting cannot be used; `key` names it',
    action: 'correct the value in the source that the message names'
  },
  CHS_CONFIG_UNAVAILABLE: {
    family: 'config',
    status: 503,
    meaning: 'no configuration centre address answers',
    action: 'check `servicecomb.kie.serverUri` or `servicecomb.nacos.serverAddr`, and that the engine runs'
  },
  CHS_CONFIG_REFUSED: {
    family: 'config',
    status: 500,
    meaning: 'the configuration centre answered with an error; `engineCode` is its own code',
    action: 'read the message'
  },
  CHS_POLICY_INVALID: {
    family: 'config',
    status: 400,
    meaning:
      'policies or dark-launch rules that were to be published are wrong; `report` lists what, nothing was sent',
    action: 'correct what the findings name; `chassis policy check` shows the same'
  },
  CHS_CLOUD_UNAVAILABLE: {
    family: 'cloud',
    status: 503,
    meaning: 'the endpoint of an operation did not answer; `cause` has the error, `operation` its name',
    action: 'check region, endpoint, network and certificates; after a create look whether it was done'
  },
  CHS_CLOUD_REFUSED: {
    family: 'cloud',
    status: 500,
    meaning:
      'the cloud or an engine answered an operation with an error; `statusCode`, `cloudCode` and `requestId` are those of the answer',
    action: 'read the message; give the request id to the support'
  },
  CHS_CLOUD_ANSWER: {
    family: 'cloud',
    status: 502,
    meaning: 'an answer that cannot be used: a page of a gateway, broken or missing JSON, a redirect',
    action: 'check that the endpoint is the one of the operation; try again later'
  },
  CHS_CLOUD_CREDENTIALS: {
    family: 'cloud',
    status: 401,
    meaning: 'credentials are missing, incomplete or of the wrong kind for an operation',
    action: 'give access keys or an IAM user, by options, environment or file, as the message says'
  },
  CHS_CLOUD_JOB_FAILED: {
    family: 'cloud',
    status: 500,
    meaning: 'a job of an engine ended in failure; `phase` and `log` say where',
    action: 'read `log`; retry the job when the engine offers it'
  },
  CHS_CLOUD_JOB_TIMEOUT: {
    family: 'cloud',
    status: 504,
    meaning: 'a job of an engine was not done by the deadline; it goes on',
    action: 'wait for it again with the same ids'
  },
  CHS_NOT_STARTED: {
    family: 'lifecycle',
    status: 490,
    meaning: 'a call was made before `start()`',
    action: 'await `chassis.start()` first'
  },
  CHS_CLOSED: {
    family: 'lifecycle',
    status: 490,
    meaning: 'a call was made after `close()`',
    action: 'make a new chassis'
  },
  CHS_PORT_IN_USE: {
    family: 'lifecycle',
    status: 490,
    meaning: 'the port to listen on is taken',
    action: 'choose another port, or 0 for any free one'
  }
} as const satisfies Record<string, CatalogueEntry>

export type ErrorCode = keyof typeof CATALOGUE
