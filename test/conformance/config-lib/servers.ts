import { createEngine } from '@node-chassis/engine'
import { startEngine } from '@node-chassis/testing'
import { logIn } from '../lib/rbac.ts'
import type { Target } from './runner.ts'
import type { Need } from './vectors.ts'

export interface Server extends AsyncDisposable {
  readonly target: Target
}

/** A server of its own for one vector; undefined when the vector can share one. */
export async function serverFor(needs: readonly Need[]): Promise<Server | undefined> {
  if (needs.includes('shutdown')) return engineProcess()
  if (needs.includes('rbac')) return withAccounts()
  if (needs.includes('quota1')) return embedded({ quotas: { config: 1 } })
  return needs.length > 0 ? embedded() : undefined
}

export async function embedded(options: Parameters<typeof createEngine>[0] = {}): Promise<Server> {
  const engine = await createEngine(options)
  return { target: { base: engine.configUrl }, [Symbol.asyncDispose]: () => engine.close() }
}

/** With the tokens that vectors ask for: an administrator's, and one that may only read what is labelled app=x. */
async function withAccounts(): Promise<Server> {
  const rootPassword = 'Complicated_password1'
  const engine = await createEngine({ rbac: { rootPassword } })
  const token = await logIn(engine.registryUrl, 'root', rootPassword)
  const post = async (path: string, body: object): Promise<void> => {
    const headers = { Authorization: `Bearer ${token}` }
    const answer = await fetch(`${engine.registryUrl}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body)
    })
    if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}`)
  }
  const perms = [{ resources: [{ type: 'config', labels: { app: 'x' } }], verbs: ['get'] }]
  await post('/v4/roles', { name: 'reader', perms })
  await post('/v4/accounts', { name: 'limited', password: 'Pass_word1', roles: ['reader'] })
  const limited = await logIn(engine.registryUrl, 'limited', 'Pass_word1')
  return {
    target: { base: engine.configUrl, names: { token, limited } },
    [Symbol.asyncDispose]: () => engine.close()
  }
}

async function engineProcess(): Promise<Server> {
  const program = await startEngine()
  const end = (signal: NodeJS.Signals): void => void program.kill(signal)
  return {
    target: { base: program.configUrl, signal: end },
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]()
  }
}
