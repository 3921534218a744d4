import { createEngine } from '@node-chassis/engine'
import { startEngine } from '@node-chassis/testing'
import type { Target } from './runner.ts'
import type { Need } from './vectors.ts'

export interface Server extends AsyncDisposable {
  readonly target: Target
}

/** A server of its own for one vector; undefined when the vector can share one. */
export async function serverFor(needs: readonly Need[]): Promise<Server | undefined> {
  if (needs.includes('shutdown')) return engineProcess()
  if (needs.includes('quota1')) return embedded({ quotas: { config: 1 } })
  return needs.length > 0 ? embedded() : undefined
}

export async function embedded(options: Parameters<typeof createEngine>[0] = {}): Promise<Server> {
  const engine = await createEngine(options)
  return { target: { base: engine.configUrl }, [Symbol.asyncDispose]: () => engine.close() }
}

async function engineProcess(): Promise<Server> {
  const program = await startEngine()
  const end = (signal: NodeJS.Signals): void => void program.kill(signal)
  return {
    target: { base: program.configUrl, signal: end },
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]()
  }
}
