import { CATALOGUE } from './error-catalogue.ts'
import type { ErrorCode, ErrorFamily } from './error-catalogue.ts'

export type { ErrorCode, ErrorFamily } from './error-catalogue.ts'
export { CATALOGUE } from './error-catalogue.ts'

// A registered symbol, so that an error of another copy of this package is still known as ours.
const BRAND = Symbol.for('node-chassis.error')

export interface ErrorDetails {
  readonly cause?: unknown
  /** Overrides the status of the catalogue. */
  readonly statusCode?: number
  readonly [detail: string]: unknown
}

/** What every error of Node Chassis is. Match on `code`; `docs/errors.md` says what each one asks you to do. */
export class ChassisError extends Error {
  readonly code: ErrorCode
  /** What a server would answer; 490 is ServiceComb's "consumer side failure". */
  readonly statusCode: number

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = new.target.name
    this.code = code
    this.statusCode = details.statusCode ?? CATALOGUE[code].status
    // One by one: a refusal is made when there is least time to make it, and copies cost as much as the error.
    for (const name in details)
      if (name !== 'cause' && name !== 'statusCode')
        (this as unknown as Record<string, unknown>)[name] = details[name]
  }

  get [BRAND](): ErrorFamily {
    return CATALOGUE[this.code].family
  }
}

/** A gate said no. Nothing was sent, and nothing is wrong with the request. `rule` names the policy. */
export class RejectedError extends ChassisError {
  declare readonly rule: string
}

/** The call failed on its way: connection, time limit, nobody to call. `unsent` is about the call, not the last attempt. */
export class TransportError extends ChassisError {
  declare readonly unsent?: boolean
  declare readonly instance?: string
  declare readonly reason?: string
}

/** The registry refused, or could not be reached. */
export class RegistryError extends ChassisError {
  /** The engine's own code, e.g. `400012`, when it answered. */
  declare readonly engineCode?: string
}

/** A setting is wrong, or the configuration centre refused or could not be reached. `key` names the setting. */
export class ConfigError extends ChassisError {
  declare readonly key?: string
  declare readonly engineCode?: string
}

/** Something was used before it was started or after it was closed. */
export class LifecycleError extends ChassisError {}

/** Whether a value is an error of Node Chassis, of whichever copy of the package. */
export function isChassisError(value: unknown): value is ChassisError {
  return value instanceof Error && BRAND in value
}

/**
 * A refusal as an error, made without a stack: shedding load is when a stack can least be afforded.
 * @param rule configuration key of the policy that refused
 */
export function rejected(code: ErrorCode, message: string, rule: string, statusCode?: number): RejectedError {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  try {
    return new RejectedError(code, message, statusCode === undefined ? { rule } : { rule, statusCode })
  } finally {
    Error.stackTraceLimit = limit
  }
}

export function familyOf(code: ErrorCode): ErrorFamily {
  return CATALOGUE[code].family
}
