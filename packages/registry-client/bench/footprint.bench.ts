import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'

// What a process pays that has both clients and does nothing with them, over one that has undici and a pool (goal G17):
// fresh processes in turns, built packages, as an application has them.
const ROUNDS = 7
const GOAL_BYTES = 8 * 1024 * 1024
const GOAL_MS = 60

const here = new URL('.', import.meta.url)
const packages = new URL('../../', here)
const undici = createRequire(new URL('transport/package.json', packages)).resolve('undici')
const built = (name: string): string => JSON.stringify(new URL(`${name}/dist/index.js`, packages).href)

const REPORT = `
globalThis.gc(); globalThis.gc()
const { user, system } = process.cpuUsage()
console.log(JSON.stringify({ rss: process.memoryUsage.rss(), cpuMs: (user + system) / 1000 }))
`
const BASELINE = `
import undici from ${JSON.stringify(undici)}
const pool = new undici.Pool('http://127.0.0.1:1')
${REPORT}
await pool.destroy()
`
const OURS = `
import { systemEnv, silentLogger } from ${built('core')}
import { createRegistryClient } from ${built('registry-client')}
import { createConfiguration, createKieClient, kieOptions } from ${built('config-client')}
const env = systemEnv(silentLogger)
const config = createConfiguration({ env, variables: {}, options: { 'servicecomb.kie.serverUri': 'http://127.0.0.1:1' } })
const identity = { app: 'a', name: 'b', version: '1.0.0', environment: '' }
const kie = createKieClient(kieOptions({ env, config, identity }))
const registry = createRegistryClient({ env, addresses: ['http://127.0.0.1:1'] })
${REPORT}
await registry.close()
await kie.close()
`

interface Footprint {
  readonly rss: number
  readonly cpuMs: number
}

function measure(program: string): Footprint {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--expose-gc', '--input-type=module', '-e', program],
    { cwd: here, encoding: 'utf8' }
  )
  if (status !== 0) throw new Error(`is it built (npx tsc -b)? ${stderr}`)
  return JSON.parse(stdout) as Footprint
}

const rss: number[] = []
const cpuMs: number[] = []
for (let n = 0; n < ROUNDS; n++) {
  const baseline = measure(BASELINE)
  const ours = measure(OURS)
  rss.push(ours.rss - baseline.rss)
  cpuMs.push(ours.cpuMs - baseline.cpuMs)
}
const median = (figures: readonly number[]): number =>
  figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0

console.log(
  `over undici: ${(median(rss) / 1024 / 1024).toFixed(1)} MiB resident, ${median(cpuMs).toFixed(0)} ms of CPU at start`
)
console.log(
  JSON.stringify({
    name: 'footprint',
    ratios: {
      rssToGoalOf8MiB: round(median(rss) / GOAL_BYTES),
      cpuToGoalOf60Ms: round(median(cpuMs) / GOAL_MS)
    },
    bytes: {},
    node: process.versions.node
  })
)

function round(value: number): number {
  return Math.round(value * 100) / 100
}
