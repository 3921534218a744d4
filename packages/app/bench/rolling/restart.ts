import { startChild, startEngine } from '../child.ts'
import type { Child } from '../child.ts'
import { governedConsumer, plainConsumer } from './consumers.ts'
import type { Consumer } from './consumers.ts'

export interface RestartOptions {
  /** How often consumers read the registry, ms. */
  readonly pollMs: number
  /** `servicecomb.boot.turnDown.waitInSeconds` of the instances. */
  readonly waitSeconds: number
  /** Calls a second of each consumer. */
  readonly rate: number
}

export interface RestartResult {
  readonly calls: number
  /** One line each, at most a hundred. */
  readonly failures: readonly string[]
  /** How the restarted processes ended. */
  readonly exits: readonly (number | string)[]
}

/**
 * Two instances under load, each replaced in turn as a deployment does it: SIGTERM, and a new process beside it. Consumers
 * of two kinds call all the time. (cases B-031; decisions.md N10)
 */
export async function rollingRestart({ pollMs, waitSeconds, rate }: RestartOptions): Promise<RestartResult> {
  const engine = await startEngine()
  const [registryUrl = ''] = engine.ready
  const startInstance = (): Promise<Child> =>
    startChild(new URL('provider.ts', import.meta.url), [], {
      SERVICECOMB_REGISTRY_SC_ADDRESS: registryUrl,
      SERVICECOMB_BOOT_TURNDOWN_WAITINSECONDS: String(waitSeconds),
      SERVICECOMB_SNAPSHOT_ENABLED: 'false'
    })
  const originals = await Promise.all([startInstance(), startInstance()])
  const instances = [...originals]
  const consumers = [await governedConsumer(registryUrl, pollMs), await plainConsumer(registryUrl, pollMs)]
  const load = startLoad(consumers, rate)
  const exits: (number | string)[] = []
  try {
    for (const old of originals) {
      await load.answeredBy(instances.map(({ pid }) => pid))
      const exited = old.kill('SIGTERM')
      const replacement = await startInstance()
      instances.splice(instances.indexOf(old), 1, replacement)
      await load.answeredBy([replacement.pid])
      exits.push(await exited)
    }
    return { ...(await load.end()), exits }
  } finally {
    for (const consumer of consumers) await consumer.close()
    await Promise.all(instances.map((instance) => instance.kill('SIGKILL')))
    await engine.kill('SIGKILL')
  }
}

interface Load {
  /** Resolves when each consumer has been answered by each of these processes. */
  answeredBy(pids: readonly number[]): Promise<void>
  end(): Promise<{ readonly calls: number; readonly failures: readonly string[] }>
}

function startLoad(consumers: readonly Consumer[], rate: number): Load {
  const failures: string[] = []
  const inFlight = new Set<Promise<void>>()
  const met = new Set<string>()
  const waiting: { readonly keys: readonly string[]; readonly resolve: () => void }[] = []
  let calls = 0
  const begun = performance.now()
  const one = async (consumer: Consumer): Promise<void> => {
    calls++
    try {
      met.add(`${consumer.name} ${await consumer.call()}`)
      for (const { keys, resolve } of waiting) if (keys.every((key) => met.has(key))) resolve()
    } catch (error) {
      const { code, message, cause } = error as Error & { code?: string }
      const at = ((performance.now() - begun) / 1000).toFixed(1)
      if (failures.length < 100) {
        failures.push(
          `${consumer.name} after ${at} s: ${code ?? ''} ${message} ${String(cause ?? '')}`.trimEnd()
        )
      }
    }
  }
  const timer = setInterval(() => {
    for (const consumer of consumers) {
      const call = one(consumer)
      inFlight.add(call)
      void call.finally(() => inFlight.delete(call))
    }
  }, 1000 / rate)
  return {
    answeredBy: (pids) =>
      new Promise((resolve) => {
        const keys = consumers.flatMap(({ name }) => pids.map((pid) => `${name} ${pid}`))
        if (keys.every((key) => met.has(key))) resolve()
        else waiting.push({ keys, resolve })
      }),
    async end() {
      clearInterval(timer)
      await Promise.all(inFlight)
      return { calls, failures }
    }
  }
}
