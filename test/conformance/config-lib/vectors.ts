import { readFileSync, readdirSync } from 'node:fs'

/** What a vector file holds. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject

export type JsonObject = { readonly [key: string]: Json }

/** What a server must be started with for a vector (README beside the vectors). */
export type Need = 'fresh' | 'quota1' | 'rbac' | 'token' | 'limited' | 'shutdown' | 'slow'

export interface Expectation {
  readonly status?: Json
  readonly errorCode?: string
  readonly headers?: JsonObject
  readonly headerNames?: readonly string[]
  readonly body?: Json
  readonly bodyHas?: Json
  readonly bodyLacks?: readonly string[]
  readonly emptyBody?: boolean
  readonly text?: Json
  readonly tookMs?: readonly [number, number]
}

export interface Step {
  readonly id?: string
  readonly note?: string
  readonly only?: 'real' | 'embedded'
  readonly wait?: number
  readonly do?: string
  readonly body?: Json
  readonly rawBody?: string
  readonly headers?: Readonly<Record<string, string | null>>
  readonly name?: string
  readonly background?: boolean
  readonly lead?: number
  readonly await?: string
  readonly abort?: string
  readonly signal?: NodeJS.Signals
  readonly loop?: { readonly times: number; readonly steps: readonly Step[] }
  readonly save?: Readonly<Record<string, string>>
  readonly expect?: Expectation
  // How the real server differs, and what it needs.
  readonly expectReal?: Expectation
  readonly retryReal?: number
  readonly noSettle?: boolean
}

export interface Vector {
  readonly id: string
  readonly title: string
  readonly needs: readonly Need[]
  /** Those of its setup first. */
  readonly steps: readonly Step[]
}

interface VectorFile {
  readonly topic: string
  readonly setups?: Readonly<Record<string, readonly Step[]>>
  readonly vectors: readonly {
    readonly id: string
    readonly title: string
    readonly setup?: string
    readonly needs?: readonly Need[]
    readonly only?: 'real' | 'embedded'
    readonly steps: readonly Step[]
  }[]
}

/** The vectors for a kind of server, by topic. */
export function configVectors(
  kind: 'embedded' | 'real' = 'embedded'
): ReadonlyMap<string, readonly Vector[]> {
  const folder = new URL('../vectors/config/', import.meta.url)
  const topics = new Map<string, readonly Vector[]>()
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.json')) continue
    const file = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as VectorFile
    const vectors = file.vectors
      .filter(({ only = kind }) => only === kind)
      .map(({ id, title, setup, needs = [], steps }) => ({
        id,
        title,
        needs,
        steps: [...setupSteps(file, setup), ...steps].filter(({ only = kind }) => only === kind)
      }))
    topics.set(file.topic, vectors)
  }
  return topics
}

function setupSteps(file: VectorFile, setup: string | undefined): readonly Step[] {
  if (setup === undefined) return []
  const steps = file.setups?.[setup]
  if (steps === undefined) throw new Error(`${file.topic}: there is no setup ${setup}`)
  return steps
}
