import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

// Governed `call` (and `request`) against raw undici `request` on one Pool that sends the same context headers
// (PERFORMANCE.md 7 and 8, G1 to G3). Three servers and the measuring process are processes of their own.
interface Figures {
  readonly plan: string
  /** Microseconds per call of the baseline, and how many times as much ours takes. */
  readonly cpu: { readonly raw: number; readonly call: number; readonly stream: number }
  readonly heap: { readonly raw: number; readonly call: number; readonly stream: number }
}

const CONDITION = '--conditions=@node-chassis/source'
const SERVER = fileURLToPath(new URL('./server.ts', import.meta.url))
const MEASURE = fileURLToPath(new URL('./measure.ts', import.meta.url))
const message = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', (code) => reject(new Error(`a process of the bench ended with ${code}`)))
  })

const servers = [0, 1, 2].map(() => fork(SERVER, { execArgv: [CONDITION] }))
const ports = await Promise.all(servers.map(message))
const measuring = fork(MEASURE, ports.map(String), {
  execArgv: [CONDITION, '--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128']
})
const { plan, cpu, heap } = (await message(measuring)) as Figures
for (const server of servers) server.disconnect()

const round = (value: number): number => Math.round(value * 1000) / 1000
console.log(plan)
console.log(`baseline: ${round(cpu.raw)} microseconds of CPU per call`)
console.log(
  JSON.stringify({
    name: 'call',
    ratios: {
      cpu: round(cpu.call),
      heap: round(heap.call / heap.raw),
      streamCpu: round(cpu.stream),
      streamHeap: round(heap.stream / heap.raw)
    },
    bytes: {
      raw: Math.round(heap.raw),
      call: Math.round(heap.call),
      stream: Math.round(heap.stream),
      // Goal G3 once more, where the slack is the five percent that memory needs.
      callPer1000OfRaw: Math.round((heap.call / heap.raw) * 1000),
      streamPer1000OfRaw: Math.round((heap.stream / heap.raw) * 1000)
    },
    node: process.versions.node,
    undici: undiciVersion()
  })
)

function undiciVersion(): string {
  const transport = createRequire(import.meta.resolve('@node-chassis/transport'))
  return (transport('undici/package.json') as { version: string }).version
}
