import { mismatch } from '../lib/match.ts'
import type { Json } from '../lib/json.ts'
import { openGrpc } from './grpc-client.ts'
import type { BareClient } from './grpc-client.ts'
import type { Payload } from './payload.ts'
import type { Server } from './server.ts'
import type { Recorded } from './sessions.ts'

// A push may come so much later than the recorded one.
const LATER_MS = 1_000
const STEP_MS = 10
/** What is another value each time. */
const OWN: Readonly<Record<string, Json>> = {
  connectionId: { $type: 'string' },
  requestId: { $type: 'string' },
  lastRefTime: { $type: 'integer' },
  lastModified: { $type: 'integer' }
}

/**
 * Sends what a client was recorded to send, at the times of the recording, and compares what comes back.
 * @returns by recorded message what is not as recorded
 */
export async function replaySession(
  session: readonly Recorded[],
  server: Server
): Promise<ReadonlyMap<string, string>> {
  const { clock } = server
  const begunAt = clock.now()
  const connections = new Map<string, BareClient>()
  const answers = new Map<string, Payload | undefined>()
  const ids = new Map<unknown, unknown>()
  const differences = new Map<string, string>()

  const connectionOf = async (name: string): Promise<BareClient> => {
    const known = connections.get(name)
    if (known !== undefined) return known
    const opened = await openGrpc(server.grpcPort)
    opened.acknowledges = false
    connections.set(name, opened)
    return opened
  }

  const say = async (one: Recorded): Promise<void> => {
    const connection = await connectionOf(one.conn)
    if (one.type === 'ConnectionSetupRequest') connection.setUp(one.json)
    else if (one.onStream) {
      connection.say(one.type, { ...one.json, requestId: ids.get(one.json['requestId']) })
    } else answers.set(one.conn, await connection.rpc(one.type, one.json, one.headers))
    // Checked behind it: what was said on the stream has arrived.
    await connection.rpc('ServerCheckRequest', {})
  }

  const heard = async (one: Recorded): Promise<Payload | undefined> => {
    if (!one.onStream) {
      const answer = answers.get(one.conn)
      answers.delete(one.conn)
      return answer
    }
    const connection = await connectionOf(one.conn)
    for (let waited = 0; waited < LATER_MS; waited += STEP_MS) {
      const push = connection.pushes.shift()
      if (push !== undefined) return push
      await clock.advanceAsync(STEP_MS)
      await connection.rpc('ServerCheckRequest', {})
    }
    return undefined
  }

  try {
    for (const one of session) {
      await clock.advanceAsync(Math.max(0, begunAt + one.ms - clock.now()))
      if (one.dir === 'out') {
        await say(one)
        continue
      }
      const came = await heard(one)
      if (one.onStream) ids.set(one.json['requestId'], (came?.json as { requestId?: string })?.requestId)
      const wrong =
        came?.type === one.type
          ? mismatch(came.json, withoutOwn(one.json), 'exact', 0, 'json')
          : `${came?.type ?? 'nothing'} came, recorded is ${one.type}`
      if (wrong !== undefined) differences.set(one.id, wrong)
    }
    for (const [name, { pushes }] of connections) {
      if (pushes.length > 0)
        differences.set(`${name} at the end`, `${pushes.length} pushes more than recorded`)
    }
  } finally {
    for (const each of connections.values()) each.kill()
  }
  return differences
}

function withoutOwn(value: Json): Json {
  if (Array.isArray(value)) return value.map((each) => withoutOwn(each as Json))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, OWN[name] ?? withoutOwn(each as Json)])
  )
}
