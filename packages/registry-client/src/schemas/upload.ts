import type { Logger } from '@node-chassis/core'
import { engineCodeOf, isPassing, NO_SERVICE, SCHEMA_LOCKED, SCHEMAS_OFF } from '../wire/refusal.ts'
import type { RegistryApi } from '../wire/registry-api.ts'
import { summaryOf } from './schema.ts'
import type { Schema } from './schema.ts'

/** Hears of each schema that is done with: uploaded, found as it is, or refused. */
export type SchemaProgress = (done: number, total: number) => void

export interface UploadOptions {
  readonly log: Logger
  /** Nothing can be there yet, so nobody is asked what is. */
  readonly isNew: boolean
  /** A schema that the registry refuses to change is an error and no warning (decisions.md N16). */
  readonly failOnDifference: boolean
  readonly onProgress?: SchemaProgress | undefined
}

export interface UploadResult {
  readonly uploaded: readonly string[]
  /** They were there with the same content. */
  readonly unchanged: readonly string[]
  readonly refused: readonly string[]
}

/**
 * Uploads what the registry does not have or has otherwise, one after the other: parallel uploads lose ids on the real
 * server (registry.md 6.1, C17). A refusal is one warning for all and no reason to stay unregistered (N16, B-041).
 * @throws RegistryError when nobody answers, when the service is unknown, and for a difference with `failOnDifference`
 */
export async function uploadSchemas(
  api: RegistryApi,
  serviceId: string,
  schemas: readonly Schema[],
  options: UploadOptions,
  signal: AbortSignal | undefined
): Promise<UploadResult> {
  const known = options.isNew
    ? new Map<string, string>()
    : await summaries(api, serviceId, options.log, signal)
  const uploaded: string[] = []
  const unchanged: string[] = []
  const refused = new Map<string, string>()
  let done = 0
  for (const schema of schemas) {
    const summary = summaryOf(schema)
    if (known.get(schema.id) === summary) unchanged.push(schema.id)
    else {
      try {
        await api.putSchema(serviceId, schema.id, { schema: schema.content, summary }, signal)
        uploaded.push(schema.id)
      } catch (error) {
        if (signal?.aborted === true || isFatal(error, options.failOnDifference)) throw error
        refused.set(schema.id, (error as Error).message)
      }
    }
    options.onProgress?.(++done, schemas.length)
  }
  if (refused.size > 0) {
    const names = [...refused.keys()].map((id) => `"${id}"`).join(', ')
    options.log.warn(
      { serviceId, schemas: [...refused.keys()] },
      `the registry did not take schema ${names}; it shows the old one or none. ` +
        `Publish a changed contract under a new \`servicecomb.service.version\`. ${[...refused.values()][0]}`
    )
  }
  return { uploaded, unchanged, refused: [...refused.keys()] }
}

function isFatal(error: unknown, failOnDifference: boolean): boolean {
  const code = engineCodeOf(error)
  // Nobody answers: registering could not go on either. A document that makes the store fail is one that is refused.
  if (code === undefined) return isPassing(error)
  if (code === NO_SERVICE) return true
  return failOnDifference && (code === SCHEMA_LOCKED || code === SCHEMAS_OFF)
}

/** Summaries by id; a schema that is listed without one has no content, or one of an old client, and is sent again. */
async function summaries(
  api: RegistryApi,
  serviceId: string,
  log: Logger,
  signal: AbortSignal | undefined
): Promise<ReadonlyMap<string, string>> {
  try {
    const found = new Map<string, string>()
    for (const { schemaId, summary } of await api.getSchemas(serviceId, signal)) {
      if (typeof schemaId === 'string' && typeof summary === 'string') found.set(schemaId, summary)
    }
    return found
  } catch (err) {
    if (signal?.aborted === true || isFatal(err, false)) throw err
    log.debug({ err, serviceId }, 'the schemas of the service could not be listed; all are uploaded')
    return new Map()
  }
}
