import { systemClock } from '@node-chassis/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openChannel } from '../../packages/nacos-client/src/grpc/channel.ts'
import type { Json } from '../../packages/nacos-client/src/grpc/payload.ts'
import { NACOS_NOT_BUILT } from './nacos-not-built.ts'
import type { GrpcClient } from './nacos-lib/grpc-client.ts'
import { runVector } from './nacos-lib/runner.ts'
import { startServer } from './nacos-lib/server.ts'
import type { Server } from './nacos-lib/server.ts'
import { nacosVectors } from './nacos-lib/vectors.ts'

// decisions.md N37: connect-node serves if the gRPC vectors hold over it. These are the vectors of nacos.md 15 once more,
// over the channel of the client in place of the bare HTTP/2 of the runner.

/** What the client cannot do, on purpose. */
const NEVER_SENT: Readonly<Record<string, string>> = {
  G27: 'the client sends no pings (a test of the client counts them)',
  G32: 'the client sends JSON objects alone'
}
const CALL_MS = 60_000

async function open(port: number): Promise<GrpcClient> {
  const signal = new AbortController().signal
  const channel = await openChannel(systemClock, { host: '127.0.0.1', port, tls: undefined }, CALL_MS, signal)
  let ended: GrpcClient['ended'] = {}
  void channel.ended.then((reason) => {
    // A server that ends the stream says GOAWAY behind it, which the client may hear first.
    ended = /^(?:the server ended the stream$|GOAWAY 0 )/.test(reason)
      ? { stream: 'grpc-status 0' }
      : { stream: reason }
  })
  const client: GrpcClient = {
    pushes: [],
    acknowledges: true,
    get ended() {
      return ended
    },
    get isOpen() {
      return !channel.over
    },
    async rpc(type, json, headers = {}) {
      try {
        const { body, ...payload } = await channel.unary(type, json as Json, { limitMs: CALL_MS, headers })
        return { ...payload, json: body }
      } catch {
        return undefined
      }
    },
    setUp(setup) {
      channel.open(({ type, headers, body }) => {
        client.pushes.push({ type, headers, json: body })
        if (!client.acknowledges || type === 'SetupAckRequest') return
        const answer = { resultCode: 200, errorCode: 0, success: true, requestId: body?.['requestId'] }
        channel.send(type.replace(/Request$/, 'Response'), answer)
      })
      channel.send('ConnectionSetupRequest', setup as Json)
    },
    ping() {},
    close: () => Promise.resolve(channel.close('closed')),
    kill: () => channel.close('killed')
  }
  return client
}

const all = [...nacosVectors().values()]
  .flat()
  .filter(({ id, settings }) => /^[GK]\d/.test(id) && settings?.auth !== true)

// The channel is the same for all versions: 2.1 has every vector that holds there, 3.0 the others.
describe.each([
  ['2.1.0', all.filter(({ on }) => on?.includes('2.1.0') ?? true)],
  ['3.0.3', all.filter(({ on }) => on !== undefined && !on.includes('2.1.0') && on.includes('3.0.3'))]
] as const)('over connect-node, as Nacos %s', (version, vectors) => {
  let server: Server
  beforeAll(async () => {
    server = await startServer(version, false)
  })
  afterAll(() => server[Symbol.asyncDispose]())

  for (const vector of vectors) {
    const name = `${vector.id} ${vector.title}`
    const reason = NEVER_SENT[vector.id] ?? NACOS_NOT_BUILT[vector.id]
    if (reason === undefined) test(name, () => runVector(vector, server, open), 60_000)
    else test.skip(`${name} (${reason})`, () => {})
  }
})

test('every vector is run', () => expect(all.length).toBe(50))
