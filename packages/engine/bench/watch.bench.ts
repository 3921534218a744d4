import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { performance } from 'node:perf_hooks'
import { createEngine } from '@node-chassis/engine'
import { WebSocket, WebSocketServer } from 'ws'

// How long until the last of a thousand watchers has a change, against a server that does nothing but send the same bytes
// to a thousand sockets (PERFORMANCE.md 7). Clients and servers share the process, and so its one core: both contenders
// pay for the clients' reading.
const WATCHERS = 1_000
const ROUNDS = 15
const P = '/v4/default/registry/microservices'

interface Contender {
  readonly sockets: readonly WebSocket[]
  /** Makes a change; resolves when the one who made it is answered. */
  readonly change: () => Promise<Response>
  readonly close: () => Promise<unknown>
}

const watchers = (url: string): Promise<WebSocket[]> =>
  Promise.all(
    Array.from({ length: WATCHERS }, async () => {
      const socket = new WebSocket(url, { perMessageDeflate: false })
      await once(socket, 'open')
      return socket
    })
  )

async function ours(): Promise<Contender & { readonly frame: Promise<string> }> {
  const engine = await createEngine()
  const post = async (path: string, body: unknown): Promise<Record<string, string>> => {
    const answer = await fetch(engine.registryUrl + path, { method: 'POST', body: JSON.stringify(body) })
    return (await answer.json()) as Record<string, string>
  }
  const { serviceId } = await post(P, { service: { serviceName: 'p' } })
  const { instanceId } = await post(`${P}/${serviceId}/instances`, {
    instance: { hostName: 'h', endpoints: ['rest://1.1.1.1:80'], properties: { zone: 'a' } }
  })
  const find = `${engine.registryUrl}/v4/default/registry/instances?appId=default&serviceName=p`
  await (await fetch(find, { headers: { 'X-ConsumerId': serviceId ?? '' } })).text()
  const sockets = await watchers(`${engine.registryUrl.replace('http', 'ws')}${P}/${serviceId}/watcher`)
  const status = `${engine.registryUrl}${P}/${serviceId}/instances/${instanceId}/status?value=`
  let up = true
  const frame = once(sockets[0]!, 'message').then(([data]) => String(data))
  return {
    sockets,
    frame,
    change() {
      up = !up
      return fetch(status + (up ? 'UP' : 'DOWN'), { method: 'PUT' })
    },
    close: () => engine.close()
  }
}

async function baseline(frame: string): Promise<Contender> {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const server = createServer((_request, response) => {
    for (const socket of sockets.clients) socket.send(frame)
    response.end()
  })
  server.on('upgrade', (request, socket, head) => sockets.handleUpgrade(request, socket, head, () => {}))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    sockets: await watchers(`ws://127.0.0.1:${port}`),
    change: () => fetch(`http://127.0.0.1:${port}/`, { method: 'PUT' }),
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    }
  }
}

/** Milliseconds from the request to the last watcher. */
async function round({ sockets, change }: Contender): Promise<number> {
  const begin = performance.now()
  const all = Promise.all(
    sockets.map((socket) => new Promise<void>((resolve) => socket.once('message', () => resolve())))
  )
  await Promise.all([change().then((answer) => answer.text()), all])
  return performance.now() - begin
}

const before = memory()
const engine = await ours()
const perWatcher = (memory() - before) / WATCHERS
await round(engine)
const plain = await baseline(await engine.frame)
await round(plain)
const times = { engine: [] as number[], plain: [] as number[] }
for (let n = 0; n < ROUNDS; n++) {
  times.engine.push(await round(engine))
  times.plain.push(await round(plain))
}
for (const { sockets, close } of [engine, plain]) {
  for (const socket of sockets) socket.terminate()
  await close()
}

const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b)
const median = (values: readonly number[]): number => sorted(values)[values.length >> 1] ?? NaN
console.log(`last of ${WATCHERS} watchers: median ${median(times.engine).toFixed(1)} ms,`)
console.log(
  `worst ${sorted(times.engine).at(-1)?.toFixed(1)} ms; baseline ${median(times.plain).toFixed(1)} ms`
)
console.log(
  JSON.stringify({
    name: 'watch',
    ratios: { lastWatcher: Math.round((median(times.engine) / median(times.plain)) * 100) / 100 },
    // A client's end of the connection included.
    bytes: { perWatcher: Math.round(perWatcher) },
    node: process.versions.node
  })
)

function memory(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}
