import { readFileSync, readdirSync } from 'node:fs'
import type { Json, JsonObject } from '../lib/json.ts'

export type Version = '2.1.0' | '2.5.1' | '3.0.3'

export interface Expectation {
  // HTTP
  readonly status?: Json
  readonly body?: Json
  readonly bodyHas?: Json
  readonly bodyLacks?: readonly string[]
  readonly text?: Json
  readonly headers?: JsonObject
  readonly emptyBody?: boolean
  readonly tookMs?: readonly [number, number]
  // gRPC
  readonly type?: Json
  readonly json?: Json
  readonly jsonHas?: Json
}

/** A step; README beside the vectors has the members. */
export interface Step {
  readonly on?: readonly Version[]
  readonly note?: string
  readonly do?: string
  readonly query?: JsonObject
  readonly form?: JsonObject
  readonly headers?: JsonObject
  readonly expect?: Expectation
  readonly expectOn?: Readonly<Partial<Record<Version, Expectation>>>
  readonly until?: number
  readonly save?: Readonly<Record<string, string>>
  readonly at?: JsonObject
  readonly background?: boolean
  readonly name?: string
  readonly await?: string
  readonly open?: string
  readonly connect?: string
  readonly setup?: Json
  readonly rpc?: string
  readonly type?: string
  readonly json?: Json
  readonly push?: string
  readonly within?: number
  readonly jsonHas?: Json
  readonly none?: boolean
  readonly optional?: boolean
  readonly sleep?: number
  readonly ack?: string
  readonly value?: boolean
  readonly close?: string
  readonly kill?: string
  readonly ping?: string
  readonly times?: number
  readonly ended?: string
  readonly stream?: string
  readonly goaway?: string
}

export interface Vector {
  readonly id: string
  readonly title: string
  readonly on?: readonly Version[]
  readonly settings?: { readonly auth?: boolean }
  readonly steps: readonly Step[]
}

const FOLDER = new URL('../vectors/nacos/', import.meta.url)

/** The vectors that need a server, by topic. */
export function nacosVectors(): ReadonlyMap<string, readonly Vector[]> {
  const files = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as VectorFile)
  return new Map(files.map(({ topic, vectors }) => [topic, vectors]))
}

interface VectorFile {
  readonly topic: string
  readonly vectors: readonly Vector[]
}
