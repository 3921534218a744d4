import { parseBulkhead } from './bulkhead/options.ts'
import type { BulkheadOptions } from './bulkhead/options.ts'
import { parseCircuitBreaker } from './circuit-breaker/options.ts'
import type { CircuitBreakerOptions } from './circuit-breaker/options.ts'
import { parseFaultInjection } from './fault-injection/options.ts'
import type { FaultInjectionOptions } from './fault-injection/options.ts'
import type { Fields } from './fields.ts'
import { parseIdentifierRateLimiting } from './identifier-rate-limiting/options.ts'
import type { IdentifierRateLimitingOptions } from './identifier-rate-limiting/options.ts'
import { parseLoadBalance } from './load-balance/options.ts'
import type { LoadBalanceOptions } from './load-balance/options.ts'
import { parseMapper } from './mapper/options.ts'
import type { MapperOptions } from './mapper/options.ts'
import { parseRateLimiting } from './rate-limiting/options.ts'
import type { RateLimitingOptions } from './rate-limiting/options.ts'
import { parseRetry } from './retry/options.ts'
import type { RetryOptions } from './retry/options.ts'
import { parseTimeLimiter } from './time-limiter/options.ts'
import type { TimeLimiterOptions } from './time-limiter/options.ts'

/** What each kind of policy says once it is read. */
export interface KindOptions {
  readonly rateLimiting: RateLimitingOptions
  readonly identifierRateLimiting: IdentifierRateLimitingOptions
  readonly circuitBreaker: CircuitBreakerOptions
  readonly bulkhead: BulkheadOptions
  readonly retry: RetryOptions
  readonly instanceIsolation: CircuitBreakerOptions
  readonly instanceBulkhead: BulkheadOptions
  readonly faultInjection: FaultInjectionOptions
  readonly loadbalance: LoadBalanceOptions
  readonly timeLimiter: TimeLimiterOptions
  readonly mapper: MapperOptions
  readonly contextMapper: MapperOptions
}

export type Kind = keyof KindOptions

/** One reader per kind, by the part of the key behind `servicecomb.` (governance.md 1.1). */
export const READERS: { readonly [K in Kind]: (fields: Fields) => KindOptions[K] } = {
  rateLimiting: parseRateLimiting,
  identifierRateLimiting: parseIdentifierRateLimiting,
  circuitBreaker: parseCircuitBreaker,
  bulkhead: parseBulkhead,
  retry: parseRetry,
  instanceIsolation: parseCircuitBreaker,
  instanceBulkhead: parseBulkhead,
  faultInjection: parseFaultInjection,
  loadbalance: parseLoadBalance,
  timeLimiter: parseTimeLimiter,
  mapper: parseMapper,
  contextMapper: parseMapper
}
