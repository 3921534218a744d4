// How long until the last of a thousand clients has a change (PERFORMANCE G13): on the watch sockets of the registry,
// against a server that does nothing but send the same bytes to a thousand sockets, and by long poll on the
// configuration centre. Servers and clients have processes of their own. Figures named after a goal are the median over
// the goal.
import { cpus } from 'node:os'
import { startContender } from './contender.ts'
import { startCrowd } from './crowd.ts'

const CLIENTS = 1_000
const ROUNDS = 15
const STREAM_GOAL_MS = 50
const POLL_GOAL_MS = 200
const P = '/v4/default/registry/microservices'

type Crowd = ReturnType<typeof startCrowd>

const engine = await startContender({ ask: 'engine' })
const { changeInstance, watcher } = await watched()
const empty = await engine.figures()
const crowd = startCrowd()
await crowd.wait({ watch: watcher, count: CLIENTS })
const perWatcher = ((await engine.figures()).heapUsed - empty.heapUsed) / CLIENTS
const { frame } = await round(crowd, changeInstance)

const plain = await startContender({ ask: 'fan-out', frame })
const plainCrowd = startCrowd()
await plainCrowd.wait({ watch: `ws://127.0.0.1:${plain.port}`, count: CLIENTS })
const changePlain = () => fetch(`http://127.0.0.1:${plain.port}/`, { method: 'PUT' })
await round(plainCrowd, changePlain)

const times = { stream: [] as number[], plain: [] as number[], poll: [] as number[] }
for (let n = 0; n < ROUNDS; n++) {
  times.stream.push((await round(crowd, changeInstance)).ms)
  times.plain.push((await round(plainCrowd, changePlain)).ms)
}
await Promise.all([crowd.end(), plainCrowd.end(), plain.end()])

const { changeDocument, pollUrl } = await polled()
const pollers = startCrowd()
for (let n = 0; n <= ROUNDS; n++) {
  await pollers.wait({ poll: await pollUrl(), count: CLIENTS })
  // Written is not yet waiting: the server has to have read a thousand requests.
  await new Promise((resolve) => setTimeout(resolve, 500))
  const { ms } = await round(pollers, changeDocument)
  // The first one warms up.
  if (n > 0) times.poll.push(ms)
}
await pollers.end()
await engine.end()

const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b)
const median = (values: readonly number[]): number => sorted(values)[values.length >> 1] ?? Number.NaN
for (const [what, values] of Object.entries(times)) {
  const worst = sorted(values).at(-1) ?? Number.NaN
  console.log(
    `last of ${CLIENTS}, ${what}: median ${median(values).toFixed(1)} ms, worst ${worst.toFixed(1)} ms`
  )
}
console.log(`on ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`)
console.log(
  JSON.stringify({
    name: 'watch',
    ratios: {
      lastWatcher: rounded(median(times.stream) / median(times.plain)),
      streamOf50Ms: rounded(median(times.stream) / STREAM_GOAL_MS),
      pollOf200Ms: rounded(median(times.poll) / POLL_GOAL_MS)
    },
    bytes: { perWatcher: Math.round(perWatcher) },
    node: process.versions.node,
    undici: process.versions['undici'] ?? 'none'
  })
)

/** Milliseconds from the request that changes something until the last client has it. */
async function round(
  clients: Crowd,
  change: () => Promise<Response>
): Promise<{ ms: number; frame: string }> {
  const all = clients.told()
  const begin = process.hrtime.bigint()
  const answer = await change()
  await answer.text()
  if (!answer.ok) throw new Error(`the change was answered with ${answer.status}`)
  const { lastAt, frame: heard } = await all
  return { ms: Number(lastAt - begin) / 1e6, frame: heard }
}

async function watched(): Promise<{ changeInstance: () => Promise<Response>; watcher: string }> {
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
  let up = true
  return {
    watcher: `${engine.registryUrl.replace('http', 'ws')}${P}/${serviceId}/watcher`,
    changeInstance() {
      up = !up
      const status = `${engine.registryUrl}${P}/${serviceId}/instances/${instanceId}/status?value=`
      return fetch(status + (up ? 'UP' : 'DOWN'), { method: 'PUT' })
    }
  }
}

async function polled(): Promise<{
  changeDocument: () => Promise<Response>
  pollUrl: () => Promise<string>
}> {
  const kv = `${engine.configUrl}/v1/default/kie/kv`
  const headers = { 'Content-Type': 'application/json' }
  const labels = { app: 'shop', environment: '' }
  const body = JSON.stringify({ key: 'k', value: '0', status: 'enabled', labels })
  const { id } = (await (await fetch(kv, { method: 'POST', headers, body })).json()) as { id: string }
  const list = `${kv}?label=app:shop&label=environment:&match=exact`
  let value = 0
  return {
    changeDocument: () =>
      fetch(`${kv}/${id}`, { method: 'PUT', headers, body: JSON.stringify({ value: String(++value) }) }),
    async pollUrl() {
      const answer = await fetch(list)
      await answer.text()
      return `${list}&wait=60s&revision=${answer.headers.get('x-kie-revision')}`
    }
  }
}

function rounded(ratio: number): number {
  return Number(ratio.toFixed(3))
}
