// Heartbeats and batch queries (PERFORMANCE G15) as CPU per request against a hand-written server: each in a process of
// its own, so that the cost of their client dilutes nothing, in turns, best of some rounds. Then what an estate of 10,000
// instances costs, and how long a start takes. Ratios that are named after a goal are the measured figure over the goal.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createEstate } from './beats.ts'
import { startContender } from './contender.ts'
import type { Contender } from './contender.ts'
import { createDriver } from './drive.ts'

const SERVICES = 100
const PER_SERVICE = 100
const ASKED_AT_ONCE = 50
const ROUNDS = 5
const HEARTBEATS = 16_000
const QUERIES = 4_000
const STARTS = 5
const BEAT_EVERY_MS = 15_000
const BEAT_FOR_MS = 5_000
// As behind the proxy or the gateway of a cluster.
const POOLED_CONNECTIONS = 100

const instances = new Map<string, string[]>()
const revisions = new Map<string, string>()

const engine = await startContender({ ask: 'engine' })
const empty = await engine.figures()
await fill(`${engine.registryUrl}/v4/default/registry`)
const full = await engine.figures()
const perInstance = (full.heapUsed - empty.heapUsed) / (SERVICES * PER_SERVICE)

const heartbeats = heartbeatsOf(instances)
const queries = Array.from({ length: SERVICES / ASKED_AT_ONCE }, (_, part) => {
  const names = [...revisions].slice(part * ASKED_AT_ONCE, (part + 1) * ASKED_AT_ONCE)
  const services = names.map(([key, rev]) => ({
    service: { appId: 'load', serviceName: key.split('/')[2], version: '0+' },
    rev
  }))
  return http('POST', '/v4/default/registry/instances/action?type=query', JSON.stringify({ services }))
}).slice(0, 1) // One, so that every answer is as long as the first.

const baseline = await startContender({ ask: 'baseline', holdings: { instances, revisions } })
const [ours, theirs] = [await createDriver(engine.port), await createDriver(baseline.port)]
const heartbeat = await compared(heartbeats, HEARTBEATS)
const query = await compared(queries, QUERIES)
ours.close()
theirs.close()
await Promise.all([engine.end(), baseline.end()])

// As it is published, when it has been built: without the stripping of types at each start.
const built = new URL('../dist/process.js', import.meta.url)
const program = existsSync(built) ? built : new URL('../src/process.ts', import.meta.url)
const conditions = program === built ? [] : ['--conditions=@node-chassis/source']
const engineArgs = [...conditions, fileURLToPath(program), '--sc-port', '0', '--kie-port', '0']
const estate = await estateCost()
const engineStart = await startMs(engineArgs)
const bareStart = await startMs([
  '-e',
  "require('http').createServer().listen(0, () => console.log('ready'))"
])

console.log(
  `requests per CPU time, engine to baseline: heartbeat ${perCpu(heartbeat)}, batch query ${perCpu(query)}`
)
console.log(
  `10,000 instances that beat every 15 s: ${(estate.share * 100).toFixed(1)} per cent of a core, ${megabytes(estate.rss)} in all, ${megabytes(estate.rssEach)} when each has a connection of its own`
)
console.log(
  `start to ready: ${engineStart.toFixed()} ms ${program === built ? 'as built' : 'from source'}, a bare server ${bareStart.toFixed()} ms`
)
console.log(
  JSON.stringify({
    name: 'load',
    ratios: {
      heartbeatCpu: rounded(heartbeat),
      batchQueryCpu: rounded(query),
      beatsOfOneCore: rounded(estate.share),
      startOf300Ms: rounded(engineStart / 300)
    },
    bytes: { perInstance: Math.round(perInstance), rssOf10000: estate.rss },
    node: process.versions.node,
    undici: process.versions['undici'] ?? 'none'
  })
)

/** The best of some rounds in turns: neighbours make rounds worse, never better. */
async function compared(requests: readonly Buffer[], count: number): Promise<number> {
  const rounds: { ours: number; theirs: number }[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const one = {
      ours: (await cost(engine, () => ours.drive(requests, count))) / count,
      theirs: (await cost(baseline, () => theirs.drive(requests, count))) / count
    }
    // The first one warms up.
    if (round > 0) rounds.push(one)
  }
  const best = (side: 'ours' | 'theirs'): number => Math.min(...rounds.map((round) => round[side]))
  return best('ours') / best('theirs')
}

/** CPU microseconds of a server's process. */
async function cost(server: Contender, load: () => Promise<void>): Promise<number> {
  const before = await server.cpuMicros()
  await load()
  return (await server.cpuMicros()) - before
}

function http(method: string, path: string, body = ''): Buffer {
  const type = body === '' ? '' : 'Content-Type: application/json\r\n'
  const length = `Content-Length: ${Buffer.byteLength(body)}`
  return Buffer.from(`${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${type}${length}\r\n\r\n${body}`)
}

function heartbeatsOf(all: ReadonlyMap<string, readonly string[]>): readonly Buffer[] {
  return [...all].flatMap(([service, ids]) =>
    ids.map((id) => http('PUT', `/v4/default/registry/microservices/${service}/instances/${id}/heartbeat`))
  )
}

async function fill(registry: string): Promise<void> {
  instances.clear()
  for (let s = 0; s < SERVICES; s++) {
    const serviceName = `service-${s}`
    const { serviceId } = (await post(`${registry}/microservices`, {
      service: { appId: 'load', serviceName }
    })) as { serviceId: string }
    const made = await Promise.all(
      Array.from({ length: PER_SERVICE }, (_, i) =>
        post(`${registry}/microservices/${serviceId}/instances`, {
          instance: {
            hostName: `host-${i}`,
            endpoints: [`rest://10.0.${s}.${i}:8080`],
            properties: { zone: 'a' }
          }
        })
      )
    )
    instances.set(
      serviceId,
      made.map((one) => (one as { instanceId: string }).instanceId)
    )
    const found = await fetch(`${registry}/instances?appId=load&serviceName=${serviceName}`)
    revisions.set(`/load/${serviceName}`, found.headers.get('x-resource-revision') ?? '')
    await found.arrayBuffer()
  }
}

async function post(url: string, body: object): Promise<unknown> {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) })
  if (answer.status !== 200) throw new Error(await answer.text())
  return answer.json()
}

/** The program itself, with 10,000 instances: share of one core while they beat, memory by its own metrics. */
async function estateCost(): Promise<{ share: number; rss: number; rssEach: number }> {
  const child = spawn(process.execPath, engineArgs, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const url = line.toString('utf8').split(' ')[1] ?? ''
  const metric = async (name: string): Promise<number> => {
    const page = await (await fetch(`${url}/metrics`)).text()
    return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(page)?.[1])
  }
  await fill(`${url}/v4/default/registry`)
  const beats = heartbeatsOf(instances)
  const port = Number(new URL(url).port)
  const pooled = await createEstate(port, beats, POOLED_CONNECTIONS)
  await pooled.beatFor(1_000, BEAT_EVERY_MS)
  const [began, before] = [performance.now(), await metric('process_cpu_seconds_total')]
  await pooled.beatFor(BEAT_FOR_MS, BEAT_EVERY_MS)
  const share = (1000 * ((await metric('process_cpu_seconds_total')) - before)) / (performance.now() - began)
  const rss = await metric('process_resident_memory_bytes')
  pooled.close()
  const each = await createEstate(port, beats, beats.length)
  await each.beatFor(BEAT_FOR_MS, BEAT_EVERY_MS)
  const rssEach = await metric('process_resident_memory_bytes')
  each.close()
  const ended = once(child, 'exit')
  child.kill()
  await ended
  return { share, rss, rssEach }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed()} MB`
}

/** From the start of a program to its line that begins with `ready`; the middle of some starts. */
async function startMs(args: readonly string[]): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < STARTS; i++) {
    const began = performance.now()
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'inherit']
    })
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => chunk.toString('utf8').startsWith('ready') && resolve())
      child.once('exit', () => reject(new Error(`${args.join(' ')} ended before it was ready`)))
    })
    times.push(performance.now() - began)
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill()
    await ended
  }
  return times.toSorted((a, b) => a - b)[STARTS >> 1] ?? Number.NaN
}

/** The same ratio as throughput of a server that has one core to itself. */
function perCpu(ratio: number): string {
  return (1 / ratio).toFixed(2)
}

function rounded(ratio: number): number {
  return Number(ratio.toFixed(3))
}
