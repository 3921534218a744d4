import { fileURLToPath } from 'node:url'
import { createKieAdmin } from '@node-chassis/config-client'
import type { KieAdmin } from '@node-chassis/config-client'
import { systemEnv } from '@node-chassis/core'
import { startEngine } from '@node-chassis/testing'
import type { EngineProcess } from '@node-chassis/testing'

/** Where the services of the tour live: an engine, what it is told, and how services find it. */
export interface Estate {
  readonly engine: EngineProcess
  /** Where it listens, for people. */
  readonly addresses: string
  /** What to try at a terminal while everything runs. */
  readonly tries: readonly string[]
  /** Settings of the services. */
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  /** Starts the engine, the second time on the ports of the first: there everybody looks for it. */
  start(): Promise<EngineProcess>
  /** Ids of the instances that may be called; none while the engine is away. */
  registered(service: string): Promise<readonly string[]>
  /** Stores a policy or a rule where every service of the tour finds it. */
  publish(key: string, value: string): Promise<void>
  withdraw(key: string): Promise<void>
  close(): Promise<void>
}

export const conf = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url))

export interface Ports {
  readonly scPort: number
  readonly kiePort: number
}

/** service-center and kie. */
export class ServiceComb implements Estate {
  #ports: Ports
  readonly #moved: boolean
  #admin: KieAdmin | undefined
  engine!: EngineProcess
  readonly folder: string = conf('conf')

  constructor(ports: Ports) {
    this.#ports = ports
    this.#moved = ports.scPort !== 30100 || ports.kiePort !== 30110
  }

  get addresses(): string {
    return `registry ${this.engine.registryUrl}, configuration centre ${this.engine.configUrl}`
  }

  get tries(): readonly string[] {
    const options = this.#moved ? ` --sc ${this.engine.registryUrl} --kie ${this.engine.configUrl}` : ''
    return [
      `npm run -s chassis -- services${options}`,
      `npm run -s chassis -- call order /orders/42 --app tour -H 'x-user: beta'${options}`
    ]
  }

  get env(): Readonly<Record<string, string>> {
    return { TOUR_REGISTRY: this.engine.registryUrl, TOUR_CONFIG: this.engine.configUrl }
  }

  async start(): Promise<EngineProcess> {
    this.engine = await startEngine(this.#ports)
    this.#ports = { scPort: portOf(this.engine.registryUrl), kiePort: portOf(this.engine.configUrl) }
    this.#admin ??= createKieAdmin({ env: systemEnv(), addresses: [this.engine.configUrl] })
    return this.engine
  }

  async registered(service: string): Promise<readonly string[]> {
    const query = `appId=tour&serviceName=${service}&version=0%2B&rev=`
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

  async publish(key: string, value: string): Promise<void> {
    await this.#admin!.put(key, value, { app: 'tour', environment: '' })
  }

  async withdraw(key: string): Promise<void> {
    await this.#admin!.delete(key, { app: 'tour', environment: '' })
  }

  async close(): Promise<void> {
    await this.#admin?.close()
  }
}

export function portOf(url: string): number {
  return Number(new URL(url).port)
}
