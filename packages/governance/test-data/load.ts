import { readFileSync } from 'node:fs'

/** One recorded case; `expect` and the other fields depend on `t`. `java…` fields are information. */
export interface Vector {
  readonly id: string
  readonly t: string
  readonly note?: string
  // oxlint-disable-next-line typescript/no-explicit-any -- each type of case has fields of its own
  readonly [field: string]: any
}

const FILES = {
  parse: ['parse'],
  services: [],
  op: ['match'],
  match: ['match'],
  marker: [],
  select: ['select'],
  status: ['status'],
  rate: ['rate-limiter'],
  cb: ['circuit-breaker'],
  bulkhead: ['bulkhead'],
  retry: ['retry'],
  backoff: [],
  backoffs: ['retry-backoff'],
  fault: ['fault'],
  lifecycle: ['lifecycle']
} satisfies Record<string, readonly string[]>

/** Every case of a type: those of `vectors.json` (V…) and of the generated files (P-…, L…). */
export function vectors(type: keyof typeof FILES): Vector[] {
  const all: Vector[] = JSON.parse(read('vectors.json')) as Vector[]
  for (const file of FILES[type]) {
    for (const line of read(`${file}.jsonl`).split('\n'))
      if (line.trim() !== '') all.push(JSON.parse(line) as Vector)
  }
  return all.filter((vector) => vector.t === type)
}

function read(name: string): string {
  return readFileSync(new URL(`./vectors/${name}`, import.meta.url), 'utf8')
}
