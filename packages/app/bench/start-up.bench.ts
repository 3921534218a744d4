import { startBuilt, startEngine } from './child.ts'

// How long a service takes from the start of its process until it is registered, with registry and configuration centre
// on the loopback address, and what it weighs against a server and undici alone. What users run is measured: `dist`.
const RUNS = 9
const TARGET_MS = 400

const engine = await startEngine()
const [registry = '', centre = ''] = engine.ready
const env = {
  SERVICECOMB_REGISTRY_SC_ADDRESS: registry,
  SERVICECOMB_KIE_SERVERURI: centre,
  SERVICECOMB_SNAPSHOT_ENABLED: 'false'
}

interface Figures {
  readonly ms: number
  readonly rss: number
}

const CHASSIS = new URL('./start-up/chassis.ts', import.meta.url)
const UNDICI = new URL('./start-up/undici.ts', import.meta.url)

async function run(program: URL): Promise<Figures> {
  const child = await startBuilt(program, env)
  const [ms = NaN, rss = NaN] = child.ready.map(Number)
  const how = await child.exited
  if (how !== 0) throw new Error(`${program.pathname} ended with ${how}`)
  return { ms, rss }
}

// The best run: neighbours on the machine only ever add.
const least = (figures: readonly Figures[], what: keyof Figures): number =>
  Math.min(...figures.map((one) => one[what]))

const ours: Figures[] = []
const theirs: Figures[] = []
await run(CHASSIS)
await run(UNDICI)
for (let i = 0; i < RUNS; i++) {
  ours.push(await run(CHASSIS))
  theirs.push(await run(UNDICI))
}
await engine.kill('SIGKILL')

console.log(
  `registered after ${least(ours, 'ms').toFixed(0)} ms (undici alone listens after ${least(theirs, 'ms').toFixed(0)} ms), ${(least(ours, 'rss') / 2 ** 20).toFixed(1)} MiB (undici alone ${(least(theirs, 'rss') / 2 ** 20).toFixed(1)} MiB)`
)
console.log(
  JSON.stringify({
    name: 'start-up',
    ratios: { registeredToTarget: Math.round((least(ours, 'ms') / TARGET_MS) * 1000) / 1000 },
    bytes: { rssAboveUndici: least(ours, 'rss') - least(theirs, 'rss') },
    node: process.versions.node
  })
)
