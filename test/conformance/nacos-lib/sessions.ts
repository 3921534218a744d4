import { readFileSync } from 'node:fs'
import type { JsonObject } from '../lib/json.ts'
import type { Version } from './vectors.ts'

/** One message of a recorded session. */
export interface Recorded {
  /** Version and number in the session. */
  readonly id: string
  /** Since the session began. */
  readonly ms: number
  readonly conn: string
  /** `out`: client to server. */
  readonly dir: 'in' | 'out'
  readonly onStream: boolean
  readonly type: string
  readonly headers: Readonly<Record<string, string>>
  readonly json: JsonObject
}

interface Line {
  readonly server: Version
  readonly ms: number
  readonly conn: string
  readonly dir: 'in' | 'out'
  readonly rpc: string
  readonly type: string
  readonly headers: Readonly<Record<string, string>>
  readonly json: JsonObject
}

const FILE = new URL('../transcripts/nacos-java-2.jsonl', import.meta.url)

/** The sessions of the original Java client 2.5.1 with each server. */
export function javaSessions(): ReadonlyMap<Version, readonly Recorded[]> {
  const sessions = new Map<Version, Recorded[]>()
  for (const text of readFileSync(FILE, 'utf8').trim().split('\n')) {
    const { server, rpc, ...line } = JSON.parse(text) as Line
    const session = sessions.get(server) ?? []
    sessions.set(server, session)
    const onStream = rpc.startsWith('BiRequestStream')
    session.push({ ...line, id: `${server} ${session.length + 1}`, onStream })
  }
  return sessions
}
