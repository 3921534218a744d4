import { APP, bodies, estate, nameOf } from './estate.ts'

// A poll of 1,000 services in use, of which ten changed: how many requests, how many bytes, how much CPU. In turns with
// writing the same requests and parsing the same answers and nothing else, which nobody can do without.
const SERVICES = 1_000
const INSTANCES = 10
const CHANGED = 10
const ROUNDS = 60
/** Names in a request (registry.md C4). */
const CHUNK = 200
const POLL_MS = 16_501

const lists = bodies(SERVICES, INSTANCES)
let round = 0

/** One of a hundred changed, the others did not. */
function batch(body: string): string {
  const { services } = JSON.parse(body) as { services: { service: { serviceName: string } }[] }
  const notModified: number[] = []
  const updated: string[] = []
  services.forEach(({ service }, index) => {
    const n = Number(service.serviceName.slice(8))
    if ((n + round) % (SERVICES / CHANGED) !== 0) return void notModified.push(index)
    updated.push(`{"index":${index},"rev":"r${round}",${(lists[n] ?? '{}').slice(1)}`)
  })
  return `{"services":{"notModified":${JSON.stringify(notModified)},"updated":[${updated.join()}]}}`
}

// Making answers is the registry's work and is taken off.
let registryMs = 0
const { client, traffic, clock } = estate(lists, (body) => {
  const began = process.cpuUsage()
  const answer = batch(body)
  registryMs += spentMs(began)
  return answer
})

for (let n = 0; n < SERVICES; n++) await client.instances.pull({ app: APP, service: nameOf(n) })

const ours: number[] = []
const theirs: number[] = []
const polls: { requests: number; sent: number; received: number }[] = []
for (round = 1; round <= ROUNDS; round++) {
  for (let n = 0; n < SERVICES; n++) client.instances.current({ app: APP, service: nameOf(n) })
  Object.assign(traffic, { requests: 0, sent: [], received: [] })
  registryMs = 0
  const began = process.cpuUsage()
  await clock.advanceAsync(POLL_MS)
  ours.push(spentMs(began) - registryMs)
  polls.push({ requests: traffic.requests, sent: sizeOf(traffic.sent), received: sizeOf(traffic.received) })
  theirs.push(plain())
}

/** The same texts, written and parsed. */
function plain(): number {
  const questions = traffic.sent.map((text) => JSON.parse(text.slice(text.indexOf('{'))) as unknown)
  const began = process.cpuUsage()
  for (const question of questions) JSON.stringify(question)
  for (const text of traffic.received) JSON.parse(text)
  return spentMs(began)
}

const median = (figures: readonly number[]): number =>
  figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0
const requests = median(polls.map((poll) => poll.requests))
const sent = median(polls.map((poll) => poll.sent))
const received = median(polls.map((poll) => poll.received))
console.log(
  `${SERVICES} services, ${CHANGED} of them changed: ${requests} requests, ${sent} B out, ${received} B in, ` +
    `${median(ours).toFixed(2)} ms of CPU, ${median(theirs).toFixed(2)} ms of it JSON`
)
console.log(
  JSON.stringify({
    name: 'poll',
    ratios: {
      requestsToFewest: requests / Math.ceil(SERVICES / CHUNK),
      cpuToJson: Math.round((100 * median(ours)) / median(theirs)) / 100
    },
    bytes: {
      sentPerService: Math.round(sent / SERVICES),
      receivedPerService: Math.round(received / SERVICES)
    },
    node: process.versions.node
  })
)
await client.close()

function spentMs(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began)
  return (user + system) / 1000
}

function sizeOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
}
