// Heartbeats and batch queries (PERFORMANCE G15) as CPU per request against a hand-written server, in turns in one
// process; memory of 10,000 instances; start of the program against that of a bare server.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createEngine } from '../src/index.ts'
import { startBaseline } from './baseline.ts'
import { createDriver } from './drive.ts'

const SERVICES = 100
const PER_SERVICE = 100
const ASKED_AT_ONCE = 50
const ROUNDS = 5
const HEARTBEATS = 8_000
const QUERIES = 1_000
const STARTS = 5

const instances = new Map<string, string[]>()
const revisions = new Map<string, string>()
const collect = globalThis.gc ?? ((): void => {})
const heap = (): number => {
  collect()
  collect()
  return process.memoryUsage().heapUsed
}

const engine = await createEngine()
const registry = `${engine.registryUrl}/v4/default/registry`
const before = heap()
await fill()
const perInstance = (heap() - before) / (SERVICES * PER_SERVICE)

const heartbeats = [...instances].flatMap(([service, ids]) =>
  ids.map((id) => http('PUT', `/v4/default/registry/microservices/${service}/instances/${id}/heartbeat`))
)
const queries = Array.from({ length: SERVICES / ASKED_AT_ONCE }, (_, part) => {
  const names = [...revisions].slice(part * ASKED_AT_ONCE, (part + 1) * ASKED_AT_ONCE)
  const services = names.map(([serviceName, rev]) => ({
    service: { appId: 'load', serviceName, version: '0+' },
    rev
  }))
  return http('POST', '/v4/default/registry/instances/action?type=query', JSON.stringify({ services }))
}).slice(0, 1) // One, so that every answer is as long as the first.

const baseline = await startBaseline({ instances, revisions })
const [ours, theirs] = [await createDriver(engine.scPort), await createDriver(baseline.port)]
const heartbeat = await compared(heartbeats, HEARTBEATS)
const query = await compared(queries, QUERIES)
ours.close()
theirs.close()
await Promise.all([engine.close(), baseline.close()])

// As it is published, when it has been built: without the stripping of types at each start.
const built = new URL('../dist/process.js', import.meta.url)
const program = existsSync(built) ? built : new URL('../src/process.ts', import.meta.url)
const conditions = program === built ? [] : ['--conditions=@node-chassis/source']
const ports = ['--sc-port', '0', '--kie-port', '0']
const engineStart = await startMs([...conditions, fileURLToPath(program), ...ports])
const bareStart = await startMs([
  '-e',
  "require('http').createServer().listen(0, () => console.log('ready'))"
])

// Microseconds per beat, beats per second, per cent.
const share = (heartbeat.ours * ((SERVICES * PER_SERVICE) / 15)) / 1e4
console.log(`10,000 instances that beat every 15 s: ${share.toFixed(1)} per cent of a core, client included`)
console.log(
  `start to ready: ${engineStart.toFixed()} ms ${program === built ? 'as built' : 'from source'}, a bare server ${bareStart.toFixed()} ms`
)
console.log(
  JSON.stringify({
    name: 'load',
    ratios: {
      heartbeatCpu: rounded(heartbeat.ratio),
      batchQueryCpu: rounded(query.ratio),
      startToReady: rounded(engineStart / bareStart)
    },
    bytes: { perInstance: Math.round(perInstance) },
    node: process.versions.node,
    undici: process.versions['undici'] ?? 'none'
  })
)

/** The best of some rounds in turns: neighbours make rounds worse, never better. */
async function compared(
  requests: readonly Buffer[],
  count: number
): Promise<{ ratio: number; ours: number }> {
  const rounds: { ours: number; theirs: number }[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const one = { ours: await ours.drive(requests, count), theirs: await theirs.drive(requests, count) }
    // The first one warms up.
    if (round > 0) rounds.push(one)
  }
  const best = (side: 'ours' | 'theirs'): number => Math.min(...rounds.map((round) => round[side]))
  return { ratio: best('ours') / best('theirs'), ours: best('ours') }
}

function http(method: string, path: string, body = ''): Buffer {
  const type = body === '' ? '' : 'Content-Type: application/json\r\n'
  const length = `Content-Length: ${Buffer.byteLength(body)}`
  return Buffer.from(`${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${type}${length}\r\n\r\n${body}`)
}

async function fill(): Promise<void> {
  for (let s = 0; s < SERVICES; s++) {
    const serviceName = `service-${s}`
    const { serviceId } = (await post('/microservices', { service: { appId: 'load', serviceName } })) as {
      serviceId: string
    }
    const made = await Promise.all(
      Array.from({ length: PER_SERVICE }, (_, i) =>
        post(`/microservices/${serviceId}/instances`, {
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
    revisions.set(serviceName, found.headers.get('x-resource-revision') ?? '')
    await found.arrayBuffer()
  }
}

async function post(path: string, body: object): Promise<unknown> {
  const answer = await fetch(registry + path, { method: 'POST', body: JSON.stringify(body) })
  if (answer.status !== 200) throw new Error(await answer.text())
  return answer.json()
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

function rounded(ratio: number): number {
  return Number(ratio.toFixed(3))
}
