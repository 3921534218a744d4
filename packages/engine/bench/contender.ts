import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Holdings } from './baseline.ts'

/** What a server's process is asked. `engine`, `baseline` and `fan-out` make it one; `figures` collects garbage, `cpu` does not. */
export type Question =
  | { readonly ask: 'engine' }
  | { readonly ask: 'figures' | 'cpu' }
  | { readonly ask: 'baseline'; readonly holdings: Holdings }
  | { readonly ask: 'fan-out'; readonly frame: string }

interface Address {
  readonly registryUrl: string
  readonly configUrl: string
  readonly port: number
}

interface Figures {
  /** CPU time since the start of the process. */
  readonly cpuMicros: number
  readonly rss: number
  readonly heapUsed: number
}

export type Reply = Address | Figures

export interface Contender extends Address {
  cpuMicros(): Promise<number>
  figures(): Promise<Figures>
  end(): Promise<void>
}

/** Starts a server in a process of its own. */
export async function startContender(
  question: Exclude<Question, { ask: 'figures' | 'cpu' }>
): Promise<Contender> {
  const child = fork(fileURLToPath(new URL('./server.ts', import.meta.url)), {
    execArgv: ['--expose-gc', '--conditions=@node-chassis/source'],
    serialization: 'advanced'
  })
  const ask = (asked: Question): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const gone = (): void => reject(new Error(`the ${question.ask} has ended`))
      child.once('exit', gone)
      child.once('message', (reply) => {
        child.off('exit', gone)
        resolve(reply as Reply)
      })
      child.send(asked)
    })
  const address = (await ask(question)) as Address
  return {
    ...address,
    cpuMicros: async () => ((await ask({ ask: 'cpu' })) as Figures).cpuMicros,
    figures: async () => (await ask({ ask: 'figures' })) as Figures,
    end: async () => {
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    }
  }
}
