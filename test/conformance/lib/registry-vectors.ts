import { readFileSync, readdirSync } from 'node:fs'
import type { Json, JsonObject } from './json.ts'
import type { Mint } from './rbac.ts'

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
  readonly mint?: Mint
  readonly headers?: Readonly<Record<string, string | null>>
  readonly body?: Json
  readonly rawBody?: string
  readonly expect?: Expectation
  /** Paths into the answer by name; of a token that is minted, its name. */
  readonly save?: Readonly<Record<string, string>> | string
  readonly each?: readonly Json[]
  readonly times?: number
  readonly wait?: number
  // With a service-center: what replaces the members of these names.
  readonly expectReal?: Expectation
  readonly waitReal?: number
  readonly real?: Partial<Step>
  readonly timeout?: number
  // Steps with `ws`: which socket, and what of it.
  readonly name?: string
  readonly path?: string
  readonly text?: string
  readonly repeat?: number
  readonly within?: number
  readonly for?: number
  readonly code?: number
  readonly reason?: string
}

export interface Vector {
  readonly id: string
  readonly title: string
  readonly marks?: readonly string[]
  readonly slow?: boolean
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
