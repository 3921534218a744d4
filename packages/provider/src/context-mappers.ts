import type { IncomingMessage } from 'node:http'
import { YamlError, parseYaml, readText } from '@node-chassis/core/yaml'
import { ConfigError } from '@node-chassis/core'
import type { ConfigReader } from '@node-chassis/core'
import { firstHeader } from './headers.ts'
import { queryOf, urlOf } from './url.ts'

/** Which header or query parameter of a request becomes which context entry (routing.md 4.3). */
export type NameMap = ReadonlyMap<string, string>

const FAMILIES = ['spring.cloud.servicecomb.context.', 'servicecomb.context.'] as const

/**
 * Both spellings of a mapper, the union of them (decisions.md N24): `<prefix><mapper>` holds YAML text, and
 * `<prefix><mapper>.<inbound name>` a context key. Where both name the same header, `servicecomb.` counts.
 * @throws ConfigError `CHS_CONFIG_INVALID` naming the key
 */
export function readNameMap(
  config: ConfigReader,
  mapper: 'headerContextMapper' | 'queryContextMapper'
): NameMap {
  const names = new Map<string, string>()
  const ignoreCase = mapper === 'headerContextMapper'
  const add = (inbound: string, key: string): void => {
    if (inbound !== '' && key !== '') names.set(ignoreCase ? inbound.toLowerCase() : inbound, key)
  }
  for (const family of FAMILIES) {
    const key = family + mapper
    for (const [inbound, name] of entriesOf(key, config.text(key, ''))) add(inbound, name)
    for (const [each, name] of config.values)
      if (each.startsWith(`${key}.`)) add(each.slice(key.length + 1), name)
  }
  return names
}

/** Writes what the request has of the mapped names into the context; over what came in the context headers. */
export function mapInbound(
  request: IncomingMessage,
  headers: NameMap,
  queries: NameMap,
  into: Map<string, string>
): void {
  for (const [inbound, key] of headers) {
    const value = firstHeader(request, inbound)
    if (value !== undefined && value !== '') into.set(key, value)
  }
  if (queries.size === 0) return
  const query = new URLSearchParams(queryOf(urlOf(request)))
  for (const [inbound, key] of queries) {
    const value = query.get(inbound)
    if (value !== null && value !== '') into.set(key, value)
  }
}

function entriesOf(key: string, text: string): [string, string][] {
  if (text.trim() === '') return []
  try {
    const root = parseYaml(text)
    if (root?.kind === 'map') {
      return [...root.entries].map(([inbound, node]) => {
        const reading = readText(node)
        if (!reading.ok) throw invalid(key, `${inbound}: ${reading.reason}`)
        return [inbound, reading.value ?? '']
      })
    }
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    throw invalid(key, error.message)
  }
  throw invalid(key, 'a mapping is needed')
}

function invalid(key: string, reason: string): ConfigError {
  return new ConfigError(
    'CHS_CONFIG_INVALID',
    `${key}: ${reason}; write one \`inbound-name: context-key\` per line`,
    {
      key
    }
  )
}
