import { MATCH_GROUP } from './kinds.ts'
import type { POLICY_KINDS } from './kinds.ts'
import type { SpecSchema } from './spec-check.ts'

type Kind = typeof MATCH_GROUP | (typeof POLICY_KINDS)[number]

/**
 * What a spec must look like, kind by kind (governance.md 10; service-center: etc/conf/grc.json). Much weaker than the
 * rules of the runtimes, and meant to be: a policy that real servers take must be taken here.
 */
const SCHEMAS: Readonly<Record<Kind, SpecSchema>> = {
  [MATCH_GROUP]: {
    type: 'object',
    required: ['matches', 'alias'],
    properties: {
      alias: { type: 'string', minLength: 1 },
      matches: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          required: ['name'],
          properties: {
            name: { type: 'string', minLength: 1 },
            apiPath: { type: 'object', minProperties: 1 },
            headers: { type: 'object' },
            method: {
              type: 'array',
              minItems: 1,
              items: { type: 'string', oneOf: ['GET', 'POST', 'DELETE', 'PUT', 'PATCH'] }
            }
          }
        }
      }
    }
  },
  retry: {
    type: 'object',
    required: ['maxAttempts'],
    properties: { retryOnSame: { type: 'integer', minimum: 0 } }
  },
  'rate-limiting': { type: 'object', required: ['rate'] },
  loadbalance: {
    type: 'object',
    required: ['rule'],
    properties: { rule: { type: 'string', minLength: 1 } }
  },
  'circuit-breaker': {
    type: 'object',
    required: ['minimumNumberOfCalls'],
    properties: { minimumNumberOfCalls: { type: 'integer', minimum: 0 } }
  },
  'instance-isolation': { type: 'object', required: ['minimumNumberOfCalls'] },
  'fault-injection': {
    type: 'object',
    required: ['percentage'],
    properties: { percentage: { type: 'number', minimum: 0 } }
  },
  bulkhead: { type: 'object', required: ['maxConcurrentCalls'] }
}

/** The schema of a kind as it is spelt in paths; undefined when it has none. */
export function schemaOf(kind: string): SpecSchema | undefined {
  return Object.hasOwn(SCHEMAS, kind) ? SCHEMAS[kind as Kind] : undefined
}
