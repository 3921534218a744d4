import { readFileSync, readdirSync } from 'node:fs'
import type { Json, JsonObject } from './json.ts'

/** Server variants that vectors ask for. */
export type Variant = 'main' | 'limited' | 'rbac'

export interface Expectation {
  readonly status?: number | readonly number[]
  readonly errorCode?: string
  readonly headers?: JsonObject
  readonly body?: Json
  readonly bodyHas?: Json
  readonly bodyLacks?: readonly string[]
  readonly at?: JsonObject
  readonly text?: Json
  readonly emptyBody?: boolean
  readonly same?: Readonly<Record<string, string>>
  readonly notSame?: Readonly<Record<string, string>>
  readonly noAnswer?: boolean
}

export interface Step {
  readonly do?: string
  readonly ws?: string
  readonly mint?: string
  readonly headers?: Readonly<Record<string, string | null>>
  readonly body?: Json
  readonly rawBody?: string
  readonly expect?: Expectation
  readonly save?: Readonly<Record<string, string>>
  readonly each?: readonly Json[]
  readonly times?: number
  readonly wait?: number
  readonly timeout?: number
}

export interface Vector {
  readonly id: string
  readonly title: string
  readonly marks?: readonly string[]
  readonly server?: Variant
  readonly domain?: string
  readonly steps: readonly Step[]
}

interface VectorFile {
  readonly server?: Variant
  readonly vectors: readonly Vector[]
}

/** Every vector of the registry, in the order of their numbers. */
export function registryVectors(): readonly (Vector & { readonly server: Variant })[] {
  const folder = new URL('../vectors/registry/', import.meta.url)
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return files
    .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as VectorFile)
    .flatMap((file) =>
      file.vectors.map((vector) => ({ ...vector, server: vector.server ?? file.server ?? 'main' }))
    )
    .sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)))
}
