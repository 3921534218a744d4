import { readFileSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { ConfigError } from '@node-chassis/core'
import type { ConfigReader } from '@node-chassis/core'
import type { Schema } from '@node-chassis/registry-client'

const KEY = 'servicecomb.service.registry.schema.files'
const ENDINGS: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json'])

/**
 * The contracts that are uploaded with the registration: those of the options, else of the files that
 * `servicecomb.service.registry.schema.files` names.
 * @throws ConfigError `CHS_CONFIG_INVALID` naming the key and the file
 */
export function schemasOf(
  config: ConfigReader,
  given: Readonly<Record<string, string | object>> | undefined
): { readonly schemas: readonly Schema[]; readonly schemasKey: string } {
  if (given !== undefined) {
    const schemas = Object.entries(given).map(([id, content]) => ({
      id,
      // A document that a framework generated; JSON is YAML too, which is what consoles and Java read.
      content: typeof content === 'string' ? content : JSON.stringify(content)
    }))
    return { schemas, schemasKey: 'schemas' }
  }
  const files = config.list(KEY, []).flatMap(filesAt)
  return { schemas: files.map(read), schemasKey: KEY }
}

function filesAt(name: string): readonly string[] {
  try {
    if (!statSync(name).isDirectory()) return [name]
    return readdirSync(name)
      .filter((entry) => ENDINGS.has(path.extname(entry)))
      .toSorted()
      .map((entry) => path.join(name, entry))
  } catch (error) {
    throw unreadable(name, error)
  }
}

function read(file: string): Schema {
  try {
    return {
      id: path.basename(file, path.extname(file)),
      content: readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
    }
  } catch (error) {
    throw unreadable(file, error)
  }
}

function unreadable(file: string, cause: unknown): ConfigError {
  return new ConfigError(
    'CHS_CONFIG_INVALID',
    `${KEY}: '${file}' cannot be read: ${(cause as Error).message}`,
    { key: KEY, cause }
  )
}
