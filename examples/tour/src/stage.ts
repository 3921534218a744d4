import { fileURLToPath } from 'node:url'
import { createKieAdmin } from '@node-chassis/config-client'
import type { KieAdmin } from '@node-chassis/config-client'
import { systemEnv } from '@node-chassis/core'
import { startEngine, startProgram } from '@node-chassis/testing'
import type { EngineProcess, Program } from '@node-chassis/testing'

export interface Ports {
  readonly scPort: number
  readonly kiePort: number
}

/** One running instance: `ready` holds its address and its registry id. */
export interface Actor {
  readonly program: Program
  readonly url: string
  readonly instanceId: string
}

/** Everything that runs during the tour. */
export class Stage {
  #ports: Ports
  readonly #running = new Set<Program>()
  engine!: EngineProcess
  admin!: KieAdmin

  constructor(ports: Ports) {
    this.#ports = ports
  }

  async startEngine(): Promise<void> {
    this.engine = await startEngine(this.#ports)
    // Free ports are chosen once: it must come back where everybody looks for it.
    this.#ports = { scPort: portOf(this.engine.registryUrl), kiePort: portOf(this.engine.configUrl) }
    this.#running.add(this.engine)
    this.admin ??= createKieAdmin({ env: systemEnv(), addresses: [this.engine.configUrl] })
  }

  async startService(name: 'order' | 'shop', version: string): Promise<Actor> {
    const program = await startProgram(new URL(`./${name}.ts`, import.meta.url), {
      env: {
        CHASSIS_CONF_DIR: process.env['TOUR_CONF'] ?? fileURLToPath(new URL('../conf', import.meta.url)),
        SERVICECOMB_SERVICE_NAME: name,
        SERVICECOMB_SERVICE_VERSION: version,
        TOUR_REGISTRY: this.engine.registryUrl,
        TOUR_CONFIG: this.engine.configUrl,
        LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent'
      }
    })
    this.#running.add(program)
    void program.exited.then(() => this.#running.delete(program))
    const [url = '', instanceId = ''] = program.ready
    return { program, url, instanceId }
  }

  /** Registered instances of a service, by id, as the registry lists them; none while it is away. */
  async registered(name: string): Promise<readonly string[]> {
    const query = `appId=tour&serviceName=${name}&version=0%2B&rev=`
    try {
      const response = await fetch(`${this.engine.registryUrl}/v4/default/registry/instances?${query}`)
      const { instances = [] } = (await response.json()) as {
        instances?: { instanceId: string; status: string }[]
      }
      return instances.filter(({ status }) => status === 'UP').map(({ instanceId }) => instanceId)
    } catch {
      return []
    }
  }

  /** Stores a policy or a rule where every service of the application finds it. */
  async publish(key: string, value: string): Promise<void> {
    await this.admin.put(key, value, { app: 'tour', environment: '' })
  }

  async withdraw(key: string): Promise<void> {
    await this.admin.delete(key, { app: 'tour', environment: '' })
  }

  /** Process ids of the services that still run, the longest running first. */
  pids(): readonly number[] {
    return [...this.#running].filter((program) => program !== this.engine).map((program) => program.pid)
  }

  /** Ends everything: services first, in order, so that their farewells reach the engine. */
  async close(): Promise<void> {
    const services = [...this.#running].filter((program) => program !== this.engine)
    await Promise.all(services.map((program) => program.kill('SIGKILL')))
    await this.engine?.kill('SIGTERM')
    await this.admin?.close()
  }
}

/** Asks until the answer is yes. @returns how long it took in ms; undefined when it never became so */
export async function until(
  question: () => boolean | Promise<boolean>,
  deadlineMs = 15_000
): Promise<number | undefined> {
  const started = performance.now()
  while (performance.now() - started < deadlineMs) {
    if (await question()) return performance.now() - started
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  return undefined
}

function portOf(url: string): number {
  return Number(new URL(url).port)
}
