import { systemEnv } from '@node-chassis/core'
import { createNacosAdmin } from '@node-chassis/nacos-client'
import type { NacosAdmin } from '@node-chassis/nacos-client'
import { startEngine } from '@node-chassis/testing'
import type { EngineProcess } from '@node-chassis/testing'
import { conf, portOf } from './estate.ts'
import type { Estate } from './estate.ts'

const GROUP = 'DEFAULT_GROUP'
const DOCUMENT = { dataId: 'tour.yaml', group: GROUP }

/** The same services with a Nacos engine in the place of service-center and kie. */
export class Nacos implements Estate {
  #port: number
  #admin: NacosAdmin | undefined
  // All policies are in one document; whoever changes one writes it whole.
  readonly #values = new Map<string, string>()
  engine!: EngineProcess
  readonly folder: string = conf('conf-nacos')

  constructor(port: number) {
    this.#port = port
  }

  get #url(): string {
    return this.engine.ready[2] ?? ''
  }

  get addresses(): string {
    return `Nacos ${this.#url}`
  }

  get tries(): readonly string[] {
    return ['services', 'instances order', 'config get tour.yaml'].map(
      (command) => `npm run -s chassis -- ${command} --nacos ${this.#url}`
    )
  }

  get env(): Readonly<Record<string, string>> {
    return { TOUR_REGISTRY: this.#url }
  }

  async start(): Promise<EngineProcess> {
    this.engine = await startEngine({ args: ['--nacos-port', String(this.#port), '--nacos-api', '2.5'] })
    this.#port = portOf(this.#url)
    this.#admin ??= createNacosAdmin({ env: systemEnv(), addresses: [this.#url], addressKey: '--nacos-port' })
    // Nothing outlives an engine without a folder, the document neither.
    this.#values.clear()
    return this.engine
  }

  async registered(service: string): Promise<readonly string[]> {
    try {
      const found = await this.#admin!.instances(service, GROUP)
      return found.filter(({ healthy, enabled }) => healthy && enabled).map(({ instanceId }) => instanceId)
    } catch {
      return []
    }
  }

  async publish(key: string, value: string): Promise<void> {
    this.#values.set(key, value)
    await this.#write()
  }

  async withdraw(key: string): Promise<void> {
    this.#values.delete(key)
    await this.#write()
  }

  // JSON is YAML.
  async #write(): Promise<void> {
    await this.#admin!.publish(DOCUMENT, JSON.stringify(Object.fromEntries(this.#values)), { type: 'yaml' })
  }

  async close(): Promise<void> {
    await this.#admin?.close()
  }
}
