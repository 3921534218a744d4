import { RegistryError, ConfigError } from '@node-chassis/core'
import type { EngineAnswer } from '@node-chassis/transport'
import { isGone } from '../link/choose.ts'

/** The server has no such path: another of its interfaces is to be used. */
export class PathGone extends Error {}

/**
 * Judges an answer: v2 and v3 by the code of their envelope, which a miss has with status 200, then by status
 * (nacos.md 2). Never by its text.
 * @returns the data of an envelope, else the body
 * @throws PathGone; RegistryError or ConfigError for a refusal
 */
export function dataOf(answer: EngineAnswer, what: string, family: 'registry' | 'config'): unknown {
  if (isGone(answer.status)) throw new PathGone(`${what}: ${answer.status}`)
  const body = parsed(answer.body)
  const envelope = isEnvelope(body) ? body : undefined
  if (answer.status === 200 && (envelope === undefined || envelope.code === 0))
    return envelope === undefined ? body : envelope.data
  const code = envelope === undefined ? String(answer.status) : String(envelope.code)
  const message = `the Nacos server refuses ${what} (${code}): ${answer.body.slice(0, 200).trim()}`
  const details = { engineCode: code, httpStatus: answer.status }
  throw family === 'registry'
    ? new RegistryError('CHS_REGISTRY_REFUSED', message, details)
    : new ConfigError('CHS_CONFIG_REFUSED', message, details)
}

function isEnvelope(value: unknown): value is { readonly code: number; readonly data: unknown } {
  return typeof value === 'object' && value !== null && 'code' in value && 'data' in value
}

/** JSON when it is some, else the text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
