import { ChassisError } from '@node-chassis/core'
import type { ErrorDetails } from '@node-chassis/core'

type CloudCode =
  | 'CHS_CLOUD_UNAVAILABLE'
  | 'CHS_CLOUD_REFUSED'
  | 'CHS_CLOUD_ANSWER'
  | 'CHS_CLOUD_CREDENTIALS'
  | 'CHS_CLOUD_JOB_FAILED'
  | 'CHS_CLOUD_JOB_TIMEOUT'
  | 'CHS_INVALID_ARGUMENT'

/**
 * An operation of the control plane, or of an engine through this client, did not succeed. `statusCode` is the status of
 * the answer where there is one.
 */
export class ControlPlaneError extends ChassisError {
  /** Name of the operation in the CSE API Reference's index, e.g. `listEngines`. */
  declare readonly operation: string
  /** The answer's own code, e.g. `SVCSTG.00501116`, `APIGW.0301`, `400012`. */
  declare readonly cloudCode?: string
  /** What the support asks for. */
  declare readonly requestId?: string
  /** Where it went wrong, in the words of the server. */
  declare readonly detail?: string
  /** The answer as it came, cut at 4000 characters; absent for operations whose answers hold tokens. */
  declare readonly answer?: string
  /** Failing phase of a job. */
  declare readonly phase?: string
  /** What the failing phase said. */
  declare readonly log?: string

  constructor(code: CloudCode, message: string, details: ErrorDetails & { readonly operation: string }) {
    super(code, message, details)
  }
}

/** A call that cannot be sent as it was made. */
export function invalidInput(operation: string, what: string): ControlPlaneError {
  return new ControlPlaneError('CHS_INVALID_ARGUMENT', `${operation}: ${what}`, { operation })
}
