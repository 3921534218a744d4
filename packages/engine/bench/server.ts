// One contender in a process of its own, so that what it costs can be told from what its clients cost. Started by
// `startServer`; answers each message by one.
import { createEngine } from '../src/index.ts'
import { startBaseline } from './baseline.ts'
import type { Question, Reply } from './contender.ts'
import { startFanOut } from './fan-out.ts'

const say = (reply: Reply): void => void process.send?.(reply)

process.on('message', (question: Question) => {
  void answered(question).then(say)
})
process.once('disconnect', () => process.exit())

async function answered(question: Question): Promise<Reply> {
  switch (question.ask) {
    case 'engine': {
      const engine = await createEngine()
      return { registryUrl: engine.registryUrl, configUrl: engine.configUrl, port: engine.scPort }
    }
    case 'baseline': {
      const baseline = await startBaseline(question.holdings)
      return { registryUrl: '', configUrl: '', port: baseline.port }
    }
    case 'fan-out': {
      const { port } = await startFanOut(question.frame)
      return { registryUrl: '', configUrl: '', port }
    }
    case 'figures': {
      // For the heap only: what a process has taken of the system it gives back late, if at all.
      const rss = process.memoryUsage.rss()
      globalThis.gc?.()
      globalThis.gc?.()
      const { user, system } = process.cpuUsage()
      return { cpuMicros: user + system, rss, heapUsed: process.memoryUsage().heapUsed }
    }
    case 'cpu': {
      const { user, system } = process.cpuUsage()
      return { cpuMicros: user + system, rss: 0, heapUsed: 0 }
    }
  }
}
