import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseYaml } from '@node-chassis/core/yaml'
import type { RawNode } from '@node-chassis/core/yaml'

/** The parts of an OpenAPI document that the simulated cloud works by; read anew, not with the client's generator. */
export interface OpenApi {
  readonly components: {
    readonly parameters?: Record<string, Parameter>
    readonly responses?: Record<string, Response>
    readonly schemas: Record<string, Schema>
  }
  readonly paths: Record<string, Record<string, unknown>>
}

export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly items?: Schema
  readonly [keyword: string]: unknown
}

export interface Parameter {
  readonly $ref?: string
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly schema: Schema
}

interface Response {
  readonly $ref?: string
  readonly content?: Record<string, { readonly schema: Schema }>
}

export interface Operation {
  readonly operationId: string
  readonly parameters?: readonly Parameter[]
  readonly security?: readonly Record<string, unknown>[]
  readonly requestBody?: {
    readonly required?: boolean
    readonly content: Record<string, { readonly schema: Schema }>
  }
  readonly responses: Record<string, Response>
}

const folder = path.resolve(import.meta.dirname, '../../packages/control-plane-client/openapi')

export const NAMES = ['cse-control-plane', 'servicecomb-engine', 'iam-subset'] as const

export type DocumentName = (typeof NAMES)[number]

export function readDocument(name: DocumentName): OpenApi {
  const root = parseYaml(readFileSync(path.join(folder, `${name}.openapi.yaml`), 'utf8'))
  return plain(root!) as OpenApi
}

function plain(node: RawNode): unknown {
  if (node.kind === 'list') return node.items.map(plain)
  if (node.kind === 'map')
    return Object.fromEntries([...node.entries].map(([name, child]) => [name, plain(child)]))
  const { text, quoted, isNull } = node
  if (quoted) return text
  if (isNull) return null
  if (/^(?:true|false)$/.test(text)) return text === 'true'
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text
}
