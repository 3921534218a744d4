import { RegistryError } from '@node-chassis/core'
import type { EngineAnswer } from '@node-chassis/transport'
import type { WireError } from './types.ts'

/** Codes that decide what a client does next (registry.md Appendix A). */
export const NO_SERVICE = '400012'
export const NO_INSTANCE = '400017'
export const NO_VERSION = '400026'
/**
 * To an account that is no administrator: of a service that the registry does not know, it cannot tell who may touch it
 * (registry.md 13.4, C3). A token that is no good is said with the same code, but of that transport has made a new one.
 */
export const NO_SCOPE = '401201'
/** A schema may not change: production on old engines, and the engine's switch (registry.md 6.1). */
export const SCHEMA_LOCKED = '400015'
export const SCHEMAS_OFF = '403001'

/**
 * The error for an answer that is not what was asked for. 5xx, 429 and a redirect of a wrongly joined path (C16) are
 * states of the engine, everything else is a refusal of what was sent.
 * @param doing what was tried, e.g. `register service "order"`
 */
export function refusal(doing: string, answer: EngineAnswer): RegistryError {
  const { errorCode, errorMessage, detail } = errorBody(answer.body)
  const engineCode = errorCode ?? String(answer.status)
  const said = [errorMessage, detail].filter((text) => typeof text === 'string' && text !== '').join(': ')
  return new RegistryError(
    'CHS_REGISTRY_REFUSED',
    `The registry (${answer.address}) refused to ${doing}: ${engineCode} ${said === '' ? `HTTP ${answer.status}` : said}`,
    { engineCode, httpStatus: answer.status, detail: detail ?? '' }
  )
}

/** Whether trying again later can help. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof RegistryError)) return false
  if (error.code === 'CHS_REGISTRY_UNAVAILABLE') return true
  const { httpStatus } = error as { httpStatus?: unknown }
  return typeof httpStatus === 'number' && (httpStatus >= 500 || httpStatus === 429)
}

/** The engine's code of a refusal, else undefined. */
export function engineCodeOf(error: unknown): string | undefined {
  return error instanceof RegistryError ? error.engineCode : undefined
}

/**
 * Whether a 400012 speaks of the asking service and not of the one asked for: an engine that lost its data does not know
 * the consumer and fails every name with it (registry.md 8.1, 8.4). Only the text tells the two apart; that of a missing
 * provider names the consumer too.
 */
export function isConsumerUnknown(detail: string | null | undefined): boolean {
  return typeof detail === 'string' && /consumer\[[^\]]*\] does not exist/i.test(detail)
}

function errorBody(body: string): WireError {
  try {
    const parsed: unknown = JSON.parse(body)
    return isObject(parsed) ? parsed : {}
  } catch {
    return {}
  }
}

// Every field of a `WireError` may be missing, so any object is one.
function isObject(value: unknown): value is WireError {
  return typeof value === 'object' && value !== null
}
