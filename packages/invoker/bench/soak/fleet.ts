import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createContextAccess, silentLogger, systemEnv } from '@node-chassis/core'
import type { Clock, ConfigReader, Instance, InstanceList, InstanceSource } from '@node-chassis/core'
import { createGovernance } from '@node-chassis/governance'
import { createInvoker } from '@node-chassis/invoker'
import type { Invoker } from '@node-chassis/invoker'

const SERVER = fileURLToPath(new URL('./server.ts', import.meta.url))
const target = { app: 'default', service: 'order' }

interface Running {
  readonly child: ChildProcess
  readonly instance: Instance
}

/** Instances that can die, and a caller that follows the list of them. */
export class Fleet {
  readonly invoker: Invoker
  /** Timers that run: of the invoker and of everything below it, each goes through its clock. */
  timers = 0
  readonly #clock: Clock = {
    ...systemEnv(silentLogger).clock,
    after: (ms, run, hold) => {
      let over = false
      const end = (): void => {
        if (!over) this.timers--
        over = true
      }
      this.timers++
      const cancel = systemEnv(silentLogger).clock.after(ms, () => (end(), run()), hold)
      return () => (end(), cancel())
    }
  }
  readonly #running = new Map<string, Running>()
  readonly #listeners = new Set<(list: InstanceList) => void>()
  readonly #others: Instance[] = []
  #list: InstanceList = { target, known: true, instances: [], revision: '0' }
  #born = 0

  constructor(policies: Readonly<Record<string, string>> = {}) {
    const values = new Map(Object.entries(policies))
    const env = { ...systemEnv(silentLogger), clock: this.#clock }
    const self = { app: 'default', name: 'shop', service: 'shop', version: '1.0.0' }
    const governance = createGovernance({ env, self })
    governance.apply(values)
    const source: InstanceSource = {
      current: () => this.#list,
      pull: () => Promise.resolve(this.#list),
      onChange: (listener) => {
        this.#listeners.add(listener)
        return () => void this.#listeners.delete(listener)
      }
    }
    this.invoker = createInvoker({
      env,
      self,
      source,
      governance,
      config: readerOf(values),
      context: createContextAccess()
    })
    this.invoker.ready()
  }

  /** Starts an instance and puts it on the list. */
  async start(id: string): Promise<void> {
    const child = fork(SERVER, [String(++this.#born)])
    const port = Number(await messageOf(child))
    this.#running.set(id, { child, instance: instanceAt(id, port, this.#born) })
    this.#announce()
  }

  /** Puts an endpoint on the list behind which no process of ours is. */
  add(id: string, endpoint: string): void {
    this.#others.push({ ...instanceAt(id, 0, 0), endpoints: [endpoint] })
    this.#announce()
  }

  /** As the registry says it before an orderly end: listed, and not to be called. */
  markDown(id: string): void {
    const one = this.#running.get(id)
    if (one !== undefined) this.#running.set(id, { ...one, instance: { ...one.instance, status: 'DOWN' } })
    this.#announce()
  }

  async stop(id: string): Promise<void> {
    const { child } = this.#take(id)
    this.#announce()
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.send('stop')
    await ended
  }

  /** Dies at once, and the registry has not noticed. Resolves when the process has ended: a busy machine takes its time. */
  async kill(id: string): Promise<void> {
    const child = this.#running.get(id)?.child
    if (child === undefined) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
  }

  /** Connections that stand swallow everything from here on. */
  async mute(): Promise<void> {
    await Promise.all(
      [...this.#running.values()].map(({ child }) => {
        const muted = messageOf(child)
        child.send('mute')
        return muted
      })
    )
  }

  async close(): Promise<void> {
    await this.invoker.close()
    for (const { child } of this.#running.values()) if (child.connected) child.disconnect()
  }

  #take(id: string): Running {
    const one = this.#running.get(id)
    if (one === undefined) throw new Error(`no instance ${id} runs`)
    this.#running.delete(id)
    return one
  }

  #announce(): void {
    const instances = [...[...this.#running.values()].map(({ instance }) => instance), ...this.#others]
    this.#list = { target, known: true, instances, revision: String(Number(this.#list.revision) + 1) }
    for (const listener of this.#listeners) listener(this.#list)
  }
}

const messageOf = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', (code) => reject(new Error(`an instance ended with ${code}`)))
  })

function instanceAt(id: string, port: number, registeredAt: number): Instance {
  return {
    id,
    service: 'order',
    app: 'default',
    version: '1.0.0',
    status: 'UP',
    endpoints: [`rest://127.0.0.1:${port}`],
    properties: {},
    region: undefined,
    zone: undefined,
    registeredAt,
    framework: undefined
  }
}

function readerOf(values: ReadonlyMap<string, string>): ConfigReader {
  return {
    values,
    get: (key) => values.get(key),
    text: (key, fallback) => values.get(key) ?? fallback,
    number: (key, fallback) => Number(values.get(key) ?? fallback),
    boolean: (key, fallback) => (values.get(key) ?? String(fallback)) === 'true',
    list: (_key, fallback) => fallback,
    sourceOf: () => undefined,
    onChange: () => () => {}
  }
}
