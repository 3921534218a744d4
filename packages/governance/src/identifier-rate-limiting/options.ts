import type { Fields } from '../fields.ts'
import { parseRateLimiting } from '../rate-limiting/options.ts'
import type { RateLimitingOptions } from '../rate-limiting/options.ts'

/** `servicecomb.identifierRateLimiting.*` (governance.md 6.2). */
export interface IdentifierRateLimitingOptions extends RateLimitingOptions {
  /** Header (or context entry) whose every value has a limiter of its own. */
  readonly identifier: string
}

export function parseIdentifierRateLimiting(fields: Fields): IdentifierRateLimitingOptions {
  const limits = parseRateLimiting(fields)
  const identifier = fields.text('identifier') ?? ''
  fields.check('identifier', identifier !== '', 'must name a header')
  return { ...limits, identifier }
}
