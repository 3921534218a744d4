import { RegistryError } from '@node-chassis/core'
import type { Clock, Random } from '@node-chassis/core'
import type { EngineAnswer, EngineHttp, EngineRequest } from '@node-chassis/transport'
import { simulatedSockets } from './sockets/simulated-sockets.test-support.ts'
import type { SimulatedSocket } from './sockets/simulated-sockets.test-support.ts'

/** What goes wrong at a registry, or on the way to it. */
export type Fault =
  | 'down' // nobody listens; sockets are cut
  | 'partition' // the same for the client alone: everybody else goes on
  | 'hangs' // accepts and never answers; sockets fall silent
  | 'errors' // 500
  | 'busy' // 429
  | 'nonsense' // 200 with HTML
  | 'unauthorized' // 401: a token ran out and cannot be renewed
  | 'empty' // 200, no instances
  | 'partial' // 200, some of the instances

interface Provider {
  readonly service: string
  status: string
}

interface Stored extends Provider {
  readonly serviceId: string
  readonly registeredAt: number
  modified: number
  leaseMs: number
  expiresAt: number
}

const ADDRESS = 'http://registry.example:30100'
const PROBE_MS = 15_000
const LATENCY_MS = 5
const LEASE_MS = 60_000
const BEAT_MS = 5_000
const PING_MS = 30_000

/** A registry with faults, in simulated time and without sockets: what the client's loops see of one. */
export class SimulatedRegistry implements EngineHttp {
  readonly addresses = [ADDRESS]
  readonly sockets
  /** Other processes: they register and renew by themselves. */
  readonly providers = new Map<string, Provider>()
  /** Where an instance listens. */
  endpointOf: (instanceId: string) => string = () => 'rest://10.0.0.1:8080'
  /** When each request began. */
  readonly asked: number[] = []
  /** Instance ids of the last list that was answered, by service. */
  readonly answered = new Map<string, readonly string[]>()
  readonly #clock: Clock
  readonly #random: Random
  readonly #onRecovered: () => void
  readonly #services = new Map<string, { name: string; schemas: Map<string, string> }>()
  readonly #instances = new Map<string, Stored>()
  #fault: Fault | undefined
  #revision = 1
  #failures = 0

  constructor(clock: Clock, random: Random, onRecovered: () => void) {
    this.#clock = clock
    this.#random = random
    this.#onRecovered = onRecovered
    this.sockets = simulatedSockets(clock)
    this.sockets.onOpen = (socket) => this.#opened(socket)
    this.#beatOfOthers()
    this.#pingAll()
  }

  get fault(): Fault | undefined {
    return this.#fault
  }

  set fault(fault: Fault | undefined) {
    this.#fault = fault
    const away = fault === 'down' || fault === 'partition'
    this.sockets.refusal =
      fault === undefined || fault === 'empty' || fault === 'partial'
        ? undefined
        : away || fault === 'hangs'
          ? { reason: 'ECONNREFUSED' }
          : { status: fault === 'unauthorized' ? 401 : 500, reason: 'refused' }
    this.sockets.pongs = fault !== 'hangs'
    if (away) for (const socket of this.sockets.live()) socket.end()
  }

  /** Everything is gone, and revisions begin somewhere else: another engine in its place. */
  lose(): void {
    this.#services.clear()
    this.#instances.clear()
    this.resetRevision()
  }

  /** Another numbering of the same things, mostly lower, as after a restore of the store. */
  resetRevision(): void {
    this.#revision = this.#random.below(1_000_000)
    for (const instance of this.#instances.values()) instance.modified = ++this.#revision
  }

  /** Whether all others are back after it has lost something. */
  get isComplete(): boolean {
    this.#expire()
    return [...this.providers.keys()].every((id) => this.#instances.has(id))
  }

  /** What it holds of a service: ids with status. Undefined: it does not know it. */
  held(service: string): readonly string[] | undefined {
    this.#expire()
    if (!this.#services.has(idOf(service))) return undefined
    return [...this.#instances]
      .filter(([, one]) => one.service === service)
      .map(([id, { status }]) => `${id} ${status}`)
      .toSorted()
  }

  statusOf(id: string): string | undefined {
    this.#expire()
    return this.#instances.get(id)?.status
  }

  schemasOf(service: string): readonly string[] {
    return [...(this.#services.get(idOf(service))?.schemas.keys() ?? [])]
  }

  provide(id: string, service: string, status = 'UP'): void {
    this.providers.set(id, { service, status })
    if (this.fault !== 'down') this.#store(id, service, status, LEASE_MS)
  }

  withdraw(id: string): void {
    const provider = this.providers.get(id)
    this.providers.delete(id)
    if (provider === undefined || this.fault === 'down') return
    if (this.#instances.delete(id)) this.#changed(provider.service, id, 'DELETE')
  }

  async offer(): Promise<void> {}

  async close(): Promise<void> {}

  async request(request: EngineRequest): Promise<EngineAnswer> {
    this.asked.push(this.#clock.now())
    await this.#pause(this.fault === 'hangs' ? (request.timeoutMs ?? 5_000) : LATENCY_MS, request.signal)
    const { fault } = this
    if (fault === 'down' || fault === 'partition' || fault === 'hangs') {
      this.#failed()
      throw new RegistryError('CHS_REGISTRY_UNAVAILABLE', 'nobody answers')
    }
    if (fault === 'errors') {
      this.#failed()
      return answer(500, { errorCode: '500003' })
    }
    this.#heard()
    if (fault === 'busy') return answer(429)
    if (fault === 'nonsense') return { ...answer(200), body: '<html>' }
    // The second is also what an engine says of a service that it does not know (registry.md 13.4).
    if (fault === 'unauthorized')
      return answer(401, { errorCode: this.#random.below(2) === 0 ? '401205' : '401201' })
    this.#expire()
    return this.#route(request)
  }

  #route({ method, path, headers, body = '{}' }: EngineRequest): EngineAnswer {
    const { pathname, searchParams } = new URL(path, ADDRESS)
    // The last is an instance or a schema.
    const [, serviceId = '', , instanceId = ''] =
      /microservices\/([^/]+)(\/(?:instances|schemas)\/([^/]+))?/.exec(pathname) ?? []
    const sent = JSON.parse(body) as Record<string, unknown>
    const key = `${method} ${pathname.replace(/^.*\/registry\//, '').replace(/(microservices|instances|schemas)\/(?!action)[^/]+/g, '$1/:id')}`
    switch (key) {
      case 'GET existence': {
        const id = idOf(searchParams.get('serviceName') ?? '')
        return this.#services.has(id) ? answer(200, { serviceId: id }) : refusal('400012')
      }
      case 'POST microservices': {
        const { serviceName } = sent['service'] as { serviceName: string }
        this.#service(serviceName)
        return answer(200, { serviceId: idOf(serviceName) })
      }
    }
    if (pathname.endsWith('/registry/instances')) return this.#find(searchParams, headers)
    if (pathname.endsWith('/action')) return this.#batch(sent, headers)
    const service = this.#services.get(serviceId)
    if (service === undefined) return refusal(key.endsWith('heartbeat') ? '400017' : '400012')
    switch (key) {
      case 'GET microservices/:id':
        return answer(200, { service: { serviceId, serviceName: service.name, appId: 'shop', version: '1' } })
      case 'PUT microservices/:id/properties':
        return answer(200)
      case 'GET microservices/:id/schemas':
        return answer(200, {
          schemas: [...service.schemas].map(([schemaId, summary]) => ({ schemaId, summary }))
        })
      case 'PUT microservices/:id/schemas/:id':
        service.schemas.set(instanceId, sent['summary'] as string)
        return answer(200)
      case 'POST microservices/:id/instances': {
        const wire = sent['instance'] as {
          instanceId: string
          status: string
          healthCheck: { interval: number; times: number }
        }
        const leaseMs = 1_000 * wire.healthCheck.interval * (wire.healthCheck.times + 1)
        const known = this.#instances.get(wire.instanceId)
        // A live one of this id: nothing but a heartbeat (registry.md 4.4).
        if (known !== undefined) known.expiresAt = this.#clock.now() + known.leaseMs
        else this.#store(wire.instanceId, service.name, wire.status, leaseMs)
        return answer(200, { instanceId: wire.instanceId })
      }
    }
    const instance = this.#instances.get(instanceId)
    if (instance === undefined) return refusal('400017')
    if (key.endsWith('/heartbeat')) instance.expiresAt = this.#clock.now() + instance.leaseMs
    else if (method === 'DELETE') {
      this.#instances.delete(instanceId)
      this.#changed(instance.service, instanceId, 'DELETE')
    } else {
      instance.status = searchParams.get('value') ?? instance.status
      instance.modified = ++this.#revision
      this.#changed(instance.service, instanceId, 'UPDATE')
    }
    return answer(200)
  }

  #find(query: URLSearchParams, headers: EngineRequest['headers']): EngineAnswer {
    const name = query.get('serviceName') ?? ''
    const refused = this.#refusesConsumer(headers)
    if (refused !== undefined) return refused
    const list = this.#list(name)
    if (list === undefined) return refusal('400012', `${name} does not exist`)
    if (list.rev === query.get('rev')) return answer(304)
    this.#tellAnswered(name, list.instances)
    return answer(200, { instances: list.instances }, list.rev)
  }

  #batch(sent: Record<string, unknown>, headers: EngineRequest['headers']): EngineAnswer {
    const services = sent['services'] as { service: { serviceName: string }; rev?: string }[]
    const refused = this.#refusesConsumer(headers)
    if (refused !== undefined) {
      const error = JSON.parse(refused.body) as object
      return answer(200, { services: { failed: [{ indexes: services.map((_, index) => index), error }] } })
    }
    const failed: number[] = []
    const notModified: number[] = []
    const updated: object[] = []
    for (const [index, { service, rev }] of services.entries()) {
      const list = this.#list(service.serviceName)
      if (list === undefined) failed.push(index)
      else if (list.rev === rev) notModified.push(index)
      else {
        updated.push({ index, ...list })
        this.#tellAnswered(service.serviceName, list.instances)
      }
    }
    const error = { errorCode: '400012', detail: 'Micro-service does not exist' }
    return answer(200, {
      services: { notModified, updated, failed: failed.length === 0 ? [] : [{ indexes: failed, error }] }
    })
  }

  #refusesConsumer(headers: EngineRequest['headers']): EngineAnswer | undefined {
    const consumer = headers?.['X-ConsumerId']
    if (consumer === undefined || this.#services.has(consumer)) return undefined
    return refusal('400012', `Consumer[${consumer}] does not exist.`)
  }

  #list(name: string): { rev: string; instances: readonly { instanceId: string }[] } | undefined {
    if (!this.#services.has(idOf(name))) return undefined
    const all = [...this.#instances].filter(([, one]) => one.service === name)
    const shown =
      this.fault === 'empty'
        ? []
        : this.fault === 'partial'
          ? all.filter(() => this.#random.next() < 0.5)
          : all
    // As the real one makes it. A lie gets a revision of its own: what has that of the truth nobody can tell from it.
    const lie = shown.length === all.length ? '' : '!'
    const rev = `${Math.max(0, ...shown.map(([, one]) => one.modified))}.${shown.length}${lie}`
    const instances = shown.map(([id, one]) => wireOf(id, one, this.endpointOf(id)))
    return { rev, instances }
  }

  #tellAnswered(name: string, instances: readonly { instanceId: string }[]): void {
    this.answered.set(
      name,
      instances.map(({ instanceId }) => instanceId)
    )
  }

  #service(name: string): void {
    const id = idOf(name)
    if (!this.#services.has(id)) this.#services.set(id, { name, schemas: new Map() })
  }

  #store(id: string, service: string, status: string, leaseMs: number): void {
    this.#service(service)
    const now = this.#clock.now()
    this.#instances.set(id, {
      service,
      status,
      serviceId: idOf(service),
      registeredAt: now,
      modified: ++this.#revision,
      leaseMs,
      expiresAt: now + leaseMs
    })
    this.#changed(service, id, 'CREATE')
  }

  #expire(): void {
    const now = this.#clock.now()
    for (const [id, { service, expiresAt }] of this.#instances) {
      if (expiresAt > now) continue
      this.#instances.delete(id)
      this.#changed(service, id, 'DELETE')
    }
  }

  #changed(service: string, id: string, action: string): void {
    if (this.sockets.refusal !== undefined) return
    const one = this.#instances.get(id)
    const instance =
      one === undefined ? { instanceId: id, serviceId: idOf(service) } : wireOf(id, one, this.endpointOf(id))
    const frame = JSON.stringify({ action, key: { appId: 'shop', serviceName: service }, instance })
    // Some get lost.
    if (this.#random.below(10) === 0) return
    for (const socket of this.sockets.live()) if (socket.path.endsWith('/watcher')) socket.send(frame)
  }

  #opened(socket: SimulatedSocket): void {
    const id = /microservices\/([^/]+)/.exec(socket.path)?.[1] ?? ''
    if (this.#services.has(id)) return
    if (socket.path.endsWith('/watcher')) socket.send('service does not exist')
    socket.end({ code: socket.path.endsWith('/watcher') ? 1000 : 4001 })
  }

  /** Heartbeats over sockets. */
  #pingAll(): void {
    this.#clock.after(PING_MS, () => {
      this.#expire()
      for (const socket of this.sockets.live()) {
        if (!socket.path.endsWith('/heartbeat') || !this.sockets.pongs) continue
        const instance = this.#instances.get(/instances\/([^/]+)/.exec(socket.path)?.[1] ?? '')
        if (instance === undefined) socket.end({ code: 4001 })
        else {
          instance.expiresAt = this.#clock.now() + instance.leaseMs
          socket.ping()
        }
      }
      this.#pingAll()
    })
  }

  #beatOfOthers(): void {
    this.#clock.after(BEAT_MS, () => {
      this.#expire()
      if (this.fault !== 'down') {
        for (const [id, { service, status }] of this.providers) {
          const known = this.#instances.get(id)
          if (known !== undefined) known.expiresAt = this.#clock.now() + known.leaseMs
          // Who was forgotten does not notice at the same moment as everybody.
          else if (this.#random.below(2) === 0) this.#store(id, service, status, LEASE_MS)
        }
      }
      this.#beatOfOthers()
    })
  }

  /** As the address breaker does: isolated after three failures in a row, probed every 15 s. */
  #failed(): void {
    if (++this.#failures !== 3) return
    const probe = (): void => {
      if (this.#failures < 3) return
      const { fault } = this
      if (fault === 'down' || fault === 'hangs' || fault === 'partition') this.#clock.after(PROBE_MS, probe)
      else this.#heard()
    }
    this.#clock.after(PROBE_MS, probe)
  }

  #heard(): void {
    const isolated = this.#failures >= 3
    this.#failures = 0
    if (isolated) this.#onRecovered()
  }

  #pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return void reject(signal.reason as Error)
      const aborted = (): void => {
        cancel()
        reject(signal?.reason as Error)
      }
      const cancel = this.#clock.after(ms, () => {
        signal?.removeEventListener('abort', aborted)
        resolve()
      })
      signal?.addEventListener('abort', aborted, { once: true })
    })
  }
}

function wireOf(instanceId: string, { serviceId, status, registeredAt }: Stored, endpoint: string) {
  return {
    instanceId,
    serviceId,
    status,
    version: '1',
    endpoints: [endpoint],
    timestamp: String(Math.floor(registeredAt / 1_000))
  }
}

const idOf = (service: string): string => `id-of-${service}`

function answer(status: number, body?: object, rev?: string): EngineAnswer {
  return {
    status,
    body: body === undefined ? '' : JSON.stringify(body),
    address: ADDRESS,
    headers: { get: () => rev }
  }
}

function refusal(errorCode: string, detail = ''): EngineAnswer {
  return answer(400, { errorCode, errorMessage: 'no', detail })
}
