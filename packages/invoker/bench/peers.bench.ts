import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import { parseArgs } from 'node:util'
import type { Peers } from './peers/contenders.ts'
import { GOALS } from './peers/goals.ts'
import type { Ratios } from './peers/goals.ts'
import type { Latency, Load } from './peers/measure.ts'

// What a governed call costs beside everything else that a Node program may call with (PERFORMANCE.md 7 and 8: G1, G2,
// G4, G9). Reported and not gating. A pair is two fresh processes, the baseline and a contender, that are measured in
// slices in turn: the neighbours of the moment are the same for both, and neither runs in code that the other has warmed.
// Writes peers.md beside itself. Other lines of Node: their programs in NODE_CHASSIS_NODES, with commas between, as CI
// has them.
const { values: wanted } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    pairs: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' }
  }
})
const CONDITION = '--conditions=@node-chassis/source'
const PAIRS = Number(wanted.pairs)
const SLICES = 9
const SLICE_MS = (Number(wanted.seconds) * 1000) / SLICES
const LATENCIES = 200
const WARM_UP_MS = Number(wanted.seconds) * 1500
// What the figures of each line of Node are about.
const ON_EVERY_NODE = new Set(['rawAgain', 'call', 'stream', 'threePools', 'fetch'])
const LABELS: Readonly<Record<string, string>> = {
  rawAgain: 'the baseline against itself',
  call: '**governed call, collected**',
  stream: '**governed call, streamed**',
  threePools: 'undici, three Pools in turns',
  byHand: 'by hand: opossum, p-limit, round robin, retry',
  fetch: 'built-in fetch',
  axios: 'axios',
  got: 'got',
  moleculer: 'moleculer, TCP transporter',
  proxied: 'undici through a TCP forwarder, both processes'
}

const children: ChildProcess[] = []
const SERVER = new URL('./server.ts', import.meta.url)
const MEASURE = new URL('./peers/measure.ts', import.meta.url)
const FORWARDER = new URL('./peers/forwarder.ts', import.meta.url)
const MOLECULER = new URL('./peers/moleculer-server.ts', import.meta.url)
const VERSION = new URL('./peers/version.ts', import.meta.url)
const PAGE = new URL('./peers.md', import.meta.url)
function child(script: URL, args: string[], execPath = process.execPath): ChildProcess {
  const started = fork(script, args, { execArgv: [CONDITION], execPath })
  children.push(started)
  return started
}
const message = (from: ChildProcess): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const ended = (code: number | null): void =>
      reject(new Error(`a process of the bench ended with ${code}`))
    from.once('exit', ended)
    from.once('message', (said) => {
      from.off('exit', ended)
      resolve(said)
    })
  })
function ask(whom: ChildProcess, what: object): Promise<unknown> {
  const answer = message(whom)
  whom.send(what)
  return answer
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

const micros = async (forwarder: ChildProcess): Promise<number> => Number(await ask(forwarder, {}))

/** Ratios of a contender to the baseline, from slices in turn. */
async function measure(name: string, peers: Peers, node: string, forwarder: ChildProcess): Promise<Ratios> {
  const start = async (contender: string): Promise<ChildProcess> => {
    const started = child(MEASURE, [contender, JSON.stringify(peers)], node)
    await message(started)
    return started
  }
  const loaded = async (process: ChildProcess, isProxied: boolean): Promise<Load> => {
    const before = isProxied ? await micros(forwarder) : 0
    const load = (await ask(process, { load: SLICE_MS })) as Load
    const beside = isProxied ? ((await micros(forwarder)) - before) / load.calls : 0
    return { ...load, cpuMicros: load.cpuMicros + beside }
  }
  const baseline = await start('raw')
  const contender = await start(name)
  await Promise.all([baseline, contender].map((one) => ask(one, { load: WARM_UP_MS })))
  const slices: Ratios[] = []
  for (let i = 0; i < SLICES; i++) {
    const first = i % 2 === 0
    const early = first ? await loaded(baseline, false) : undefined
    const ours = await loaded(contender, name === 'proxied')
    const raw = early ?? (await loaded(baseline, false))
    const rawLatency = (await ask(baseline, { latencies: LATENCIES })) as Latency
    const latency = (await ask(contender, { latencies: LATENCIES })) as Latency
    slices.push({
      cpu: ours.cpuMicros / raw.cpuMicros,
      rate: ours.perSecond / raw.perSecond,
      p50: latency.p50 / rawLatency.p50,
      p99: latency.p99 / rawLatency.p99
    })
  }
  for (const one of [baseline, contender]) {
    const ended = new Promise((resolve) => one.once('exit', resolve))
    one.send({})
    await ended
  }
  const median = (figure: keyof Ratios): number =>
    quantile(
      slices.map((slice) => slice[figure]),
      0.5
    )
  return { cpu: median('cpu'), rate: median('rate'), p50: median('p50'), p99: median('p99') }
}

type Round = ReadonlyMap<string, Ratios>

const NOT_MEASURED: Ratios = { cpu: NaN, rate: NaN, p50: NaN, p99: NaN }
const ratios = (round: Round, name: string): Ratios => round.get(name) ?? NOT_MEASURED

const quantile = (values: readonly number[], q: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * q
  const below = sorted[Math.floor(at)] ?? NaN
  return below + ((sorted[Math.ceil(at)] ?? NaN) - below) * (at - Math.floor(at))
}
const spread = (values: readonly number[]): string => {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((q) => quantile(values, q).toFixed(2))
  return `${middle} (${low}–${high})`
}

function table(rounds: readonly Round[]): string {
  const names = [...(rounds[0]?.keys() ?? [])]
  const order = Object.keys(LABELS).filter((name) => names.includes(name))
  const rows = order.map((name) => {
    const of = rounds.map((round) => ratios(round, name))
    const cells = (['cpu', 'rate', 'p50', 'p99'] as const).map((figure) =>
      spread(of.map((one) => one[figure]))
    )
    return `| ${[LABELS[name], ...cells].join(' | ')} |`
  })
  return `| Median (quartiles), × baseline | CPU per call | calls a second | latency p50 | latency p99 |
| --- | --- | --- | --- | --- |
${rows.join('\n')}`
}

interface Judged {
  readonly row: string
  /** Why it was missed, and by what name. */
  readonly why: readonly [goal: string, because: string] | undefined
}

function judged(rounds: readonly Round[]): Judged[] {
  return GOALS.flatMap(({ name, says, limit, atLeast, value, ifMissed }) => {
    const values = rounds.map((round) => value((contender) => ratios(round, contender)))
    const median = quantile(values, 0.5)
    if (Number.isNaN(median)) return []
    const held = atLeast === true ? median >= limit : median <= limit
    const by = Math.abs(median / limit - 1) * 100
    const verdict = held ? 'held' : `missed by ${by.toFixed(0)} %`
    const bound = `${atLeast === true ? '≥' : '≤'} ${Number(limit.toFixed(3))}`
    const row = `| ${name} | ${says} | ${bound} | ${spread(values)} | ${verdict} |`
    return [{ row, why: held ? undefined : ([`${name}, ${says}`, ifMissed] as const) }]
  })
}

function section(version: string, rounds: readonly Round[]): string {
  const goals = judged(rounds)
  // One reason may stand for several.
  const reasons = new Map<string, string[]>()
  for (const { why } of goals)
    if (why !== undefined) reasons.set(why[1], [...(reasons.get(why[1]) ?? []), why[0]])
  const missed = [...reasons].map(([because, names]) => `- ${names.join('; ')}: ${because}`)
  return `## Node ${version}

${table(rounds)}

| Goal | | Limit | Measured | |
| --- | --- | --- | --- | --- |
${goals.map(({ row }) => row).join('\n')}
${missed.length === 0 ? '' : `\nWhat was tried, and what stands in the way:\n\n${missed.join('\n')}\n`}`
}

function versionsOf(names: readonly string[]): string {
  const ours = createRequire(import.meta.url)
  const transport = createRequire(import.meta.resolve('@node-chassis/transport'))
  const one = (from: NodeJS.Require, name: string): string => {
    const folder = from.resolve.paths(name)?.find((path) => {
      try {
        return from(`${path}/${name}/package.json`) !== undefined
      } catch {
        return false
      }
    })
    return `${name} ${(from(`${folder}/${name}/package.json`) as { version: string }).version}`
  }
  return [one(transport, 'undici'), ...names.map((name) => one(ours, name))].join(', ')
}

async function run(): Promise<void> {
  const [load = 0] = os.loadavg()
  const servers = [0, 1, 2].map(() => child(SERVER, []))
  const http = (await Promise.all(servers.map(message))) as number[]
  const forwarder = child(FORWARDER, [String(http[0])])
  const moleculer = child(MOLECULER, [String(await freePort())])
  const peers: Peers = {
    http,
    forwarder: Number(await message(forwarder)),
    moleculer: Number(await message(moleculer))
  }
  const sections: string[] = []
  let ofOurs: readonly Round[] = []
  const others = (process.env['NODE_CHASSIS_NODES'] ?? '').split(',').filter((path) => path !== '')
  for (const node of [process.execPath, ...others]) {
    const own = node === process.execPath
    const names = Object.keys(LABELS).filter((name) => own || ON_EVERY_NODE.has(name))
    const rounds: Round[] = []
    for (let pair = 0; pair < PAIRS; pair++) {
      const round = new Map<string, Ratios>()
      for (let i = 0; i < names.length; i++) {
        const name = names[(i + pair) % names.length] as string
        round.set(name, await measure(name, peers, node, forwarder))
      }
      rounds.push(round)
    }
    if (own) ofOurs = rounds
    sections.push(section(await versionOf(node), rounds))
    console.log(sections.at(-1))
  }
  const [cpu] = os.cpus()
  writeFileSync(
    PAGE,
    `# A governed call beside its peers

<!-- Written by \`npm run bench -- invoker\`. -->

Client CPU per call (user and system), calls a second with 64 in flight, latency with one in flight; 200 bytes of JSON over
loopback, parsed by everybody, the same two context headers sent by everybody but moleculer. Governed means ten rules, every
kind of policy, dark launch with two versions, three instances, counters on. Baseline: undici \`request\` on one Pool. ${PAIRS}
pairs of fresh processes for each contender, in another order each round: ${WARM_UP_MS / 1000} s of warming up, then ${SLICES} slices of
${SLICE_MS.toFixed(0)} ms in turn with the baseline, and as many of ${LATENCIES} calls one after the other. \`the baseline against itself\` says how
far two equal things are apart here. moleculer speaks a protocol of its own, no HTTP: many calls share a write to one socket.

${cpu?.model.trim() ?? 'unknown processor'}, ${os.cpus().length} cores, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.type()}
${os.release()}; load average before the run ${load.toFixed(1)}. ${versionsOf(['axios', 'got', 'opossum', 'p-limit', 'moleculer'])}.

${sections.join('\n')}`
  )
  const median = (value: (of: (name: string) => Ratios) => number): number =>
    Math.round(
      quantile(
        ofOurs.map((round) => value((name) => ratios(round, name))),
        0.5
      ) * 1000
    ) / 1000
  print({
    callCpu: median((of) => of('call').cpu),
    streamCpu: median((of) => of('stream').cpu),
    streamCpuToThreePools: median((of) => of('stream').cpu / of('threePools').cpu),
    callCpuToByHand: median((of) => of('call').cpu / of('byHand').cpu),
    callCpuToFetch: median((of) => of('call').cpu / of('fetch').cpu),
    callCpuToAxios: median((of) => of('call').cpu / of('axios').cpu),
    callCpuToGot: median((of) => of('call').cpu / of('got').cpu),
    callCpuToMoleculer: median((of) => of('call').cpu / of('moleculer').cpu),
    callP50: median((of) => of('call').p50),
    callP99: median((of) => of('call').p99)
  })
}

async function versionOf(node: string): Promise<string> {
  return String(await message(child(VERSION, [], node)))
}

function print(figures: Record<string, number>): void {
  const result = { name: 'peers', ratios: figures, bytes: {}, node: process.versions.node, undici: '' }
  console.log(JSON.stringify({ ...result, undici: versionsOf([]).split(' ')[1] }))
}

// Nothing of it gates: a check has no use for ten minutes of it.
if (wanted.check) print({})
else {
  try {
    await run()
  } finally {
    for (const one of children) if (one.connected) one.disconnect()
  }
}
