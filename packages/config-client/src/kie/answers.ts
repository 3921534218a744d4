import { ConfigError } from '@node-chassis/core'
import type { EngineAnswer } from '@node-chassis/transport'
import { parseFailure } from './document.ts'

/** @throws ConfigError CHS_CONFIG_UNAVAILABLE for a body that is something else than was asked for */
export function readAnswer<T>(answer: EngineAnswer, parse: (body: string) => T): T {
  try {
    return parse(answer.body)
  } catch (cause) {
    const message = `${answer.address}: ${cause instanceof Error ? cause.message : String(cause)}`
    throw new ConfigError('CHS_CONFIG_UNAVAILABLE', message, { cause })
  }
}

/** What an answer that is neither a list nor "unchanged" means: only the caller's own faults are refusals. */
export function refusal(answer: EngineAnswer): ConfigError {
  const { code, message } = parseFailure(answer.body)
  const words = `The configuration centre ${answer.address} answered ${answer.status}${message === '' ? '' : ` (${message})`}`
  return answer.status === 400 || answer.status === 401 || answer.status === 403
    ? new ConfigError('CHS_CONFIG_REFUSED', `${words}; check names, labels and credentials.`, {
        engineCode: code ?? String(answer.status)
      })
    : new ConfigError('CHS_CONFIG_UNAVAILABLE', `${words}.`, { engineCode: code })
}
