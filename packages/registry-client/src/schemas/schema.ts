import { createHash } from 'node:crypto'
import { ConfigError } from '@node-chassis/core'

/** A contract that a service publishes with its registration, mostly an OpenAPI document. */
export interface Schema {
  /** 1 to 160 letters, digits, `_`, `-` and `.`, beginning and ending with a letter or digit (registry.md 3.1). */
  readonly id: string
  /** The document as text, below 1 MiB (C17). */
  readonly content: string
}

const ID = /^[a-zA-Z0-9]{1,160}$|^[a-zA-Z0-9][a-zA-Z0-9_\-.]{0,158}[a-zA-Z0-9]$/
const MOST = 100
const MAX_BYTES = 1_048_576

/** SHA-256 of the content in hex, as java-chassis writes it: both see the same document as the same (registry.md 16.2). */
export function summaryOf(schema: Schema): string {
  return createHash('sha256').update(schema.content).digest('hex')
}

/**
 * Refuses what the registry would refuse later (registry.md 3.1, 6.1, C17).
 * @throws ConfigError CHS_CONFIG_INVALID naming `key`
 */
export function validateSchemas(schemas: readonly Schema[], key: string): void {
  const seen = new Set<string>()
  for (const { id, content } of schemas) {
    if (!ID.test(id)) {
      throw invalid(
        key,
        `schema "${id}": an id is 1 to 160 letters, digits, "_", "-" and ".", beginning and ending with a letter or digit`
      )
    }
    if (seen.has(id)) throw invalid(key, `schema "${id}" is there twice; give each document an id of its own`)
    seen.add(id)
    if (content === '') throw invalid(key, `schema "${id}" is empty; the registry takes no empty document`)
    if (Buffer.byteLength(content) >= MAX_BYTES) {
      throw invalid(key, `schema "${id}" is 1 MiB or more, which registries cannot store; split it`)
    }
  }
  if (schemas.length > MOST) throw invalid(key, `${schemas.length} schemas; a service has at most ${MOST}`)
}

function invalid(key: string, message: string): ConfigError {
  return new ConfigError('CHS_CONFIG_INVALID', `\`${key}\`: ${message}`, { key })
}
