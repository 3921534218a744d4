import type { Exchange, Frame, Run, StoredDocument } from './transcripts.ts'

type Fields = Readonly<Record<string, unknown>>

/** Speaks to the engine as a third party. @returns status, and the body as JSON when it is some */
export type Ask = (
  side: Exchange['side'],
  method: string,
  path: string,
  body?: unknown,
  domain?: string
) => Promise<{ readonly status: number; readonly body: unknown }>

const REGISTRY = '/v4/default/registry'
const KV = '/v1/default/kie/kv'

/**
 * Brings about what the recording shows and does not record: what other processes registered, changed, deleted or
 * stored while the client ran. What a run itself creates is left alone, or the replay would prove nothing.
 */
export function createStage(run: Run, ask: Ask) {
  const described = new Map<string, Fields>()
  const own = new Set<string>()
  for (const exchange of run.exchanges) {
    describe(exchange.recorded?.body, described)
    describeByQuestion(exchange, described)
    if (exchange.method !== 'POST' || exchange.recorded?.status !== 200) continue
    if (exchange.path.endsWith('/registry/microservices'))
      own.add(String((exchange.recorded.body as Fields)['serviceId']))
    if (exchange.side === 'config') own.add(String((exchange.recorded.body as Fields)['id']))
  }
  const created = new Set<string>()
  const living = new Map<string, string>()
  let bumps = 0

  const ensureService = async (id: unknown): Promise<void> => {
    if (typeof id !== 'string' || own.has(id) || created.has(id)) return
    const fields = described.get(id)
    if (fields === undefined || fields['serviceName'] === 'SERVICECENTER') return
    created.add(id)
    await ask('registry', 'POST', `${REGISTRY}/microservices`, { service: fields })
  }

  /** Makes the instances of a foreign service those that were seen. */
  const ensureInstances = async (serviceId: string, seen: readonly Fields[]): Promise<void> => {
    if (own.has(serviceId)) return
    await ensureService(serviceId)
    const path = `${REGISTRY}/microservices/${serviceId}/instances`
    const now =
      ((await ask('registry', 'GET', path)).body as { instances?: readonly Fields[] }).instances ?? []
    for (const { instanceId } of now) {
      if (seen.some((instance) => instance['instanceId'] === instanceId)) continue
      living.delete(String(instanceId))
      await ask('registry', 'DELETE', `${path}/${String(instanceId)}`)
    }
    for (const instance of seen) {
      const id = String(instance['instanceId'])
      const known = now.find((each) => each['instanceId'] === id)
      if (known === undefined) await ask('registry', 'POST', path, { instance })
      else if (known['status'] !== instance['status'])
        await ask('registry', 'PUT', `${path}/${id}/status?value=${String(instance['status'])}`)
      if (
        JSON.stringify(known?.['properties']) !== JSON.stringify(instance['properties']) &&
        known !== undefined
      )
        await ask('registry', 'PUT', `${path}/${id}/properties`, { properties: instance['properties'] ?? {} })
      living.set(id, `${path}/${id}/heartbeat`)
    }
  }

  const ensureDocument = async (document: StoredDocument): Promise<void> => {
    if (own.has(document.id)) return
    const known = await ask('config', 'GET', `${KV}/${document.id}`)
    if (known.status === 404) await ask('config', 'POST', KV, document)
    else if ((known.body as StoredDocument).value !== document.value)
      await ask('config', 'PUT', `${KV}/${document.id}`, { value: document.value, status: document.status })
  }

  const ensureFound = async (serviceName: unknown, seen: readonly Fields[]): Promise<void> => {
    for (const [id, fields] of described)
      if (fields['serviceName'] === serviceName)
        await ensureInstances(
          id,
          seen.filter((instance) => instance['serviceId'] === id)
        )
  }

  const registry = async (exchange: Exchange, path: string): Promise<void> => {
    const { method, body, recorded } = exchange
    for (const heartbeat of living.values()) await ask('registry', 'PUT', heartbeat)
    const answer = (recorded?.body ?? {}) as Fields
    const { pathname, searchParams } = new URL(path, 'http://x')
    const [, serviceId] = /\/microservices\/([^/]+)/.exec(pathname) ?? []
    if (recorded?.status === 200) await ensureService(serviceId)
    // Somebody else had deleted it: the client's heartbeats had gone well before.
    if (method === 'PUT' && pathname.endsWith('/heartbeat') && recorded?.status === 400)
      await ask(
        'registry',
        'DELETE',
        pathname.replace(/\/heartbeat$/, ''),
        undefined,
        exchange.headers['X-Domain-Name']
      )
    if (recorded?.status !== 200 || serviceId !== undefined) return
    if (pathname.endsWith('/existence')) await ensureService(answer['serviceId'])
    else if (pathname.endsWith('/microservices') && method === 'GET')
      for (const service of (answer['services'] ?? []) as readonly Fields[])
        await ensureService(service['serviceId'])
    else if (pathname.endsWith('/registry/instances'))
      await ensureFound(searchParams.get('serviceName'), (answer['instances'] ?? []) as readonly Fields[])
    else if (pathname.endsWith('/instances/action')) {
      const { services } = JSON.parse(body ?? '{}') as { services: { service: Fields }[] }
      const { updated = [] } = (answer['services'] ?? {}) as {
        updated?: { index: number; instances?: Fields[] }[]
      }
      for (const { index, instances = [] } of updated)
        await ensureFound(services[index]?.service['serviceName'], instances)
    }
  }

  /** Others write into their own projects of the tenant, and its one counter moves. */
  const bump = async (): Promise<void> => {
    await ask('config', 'POST', '/v1/elsewhere/kie/kv', { key: `k${++bumps}`, value: 'v' })
  }

  const documents = (exchange: Exchange): readonly StoredDocument[] => {
    const { data } = (exchange.recorded?.body ?? {}) as { data?: readonly StoredDocument[] }
    return exchange.side === 'config' && exchange.method === 'GET' ? (data ?? []) : []
  }

  return {
    /** What was stored before the client came, in the form in which it first saw it. */
    async begin(): Promise<void> {
      const seen = new Set<string>()
      for (const document of run.exchanges.flatMap(documents)) {
        if (seen.has(document.id)) continue
        seen.add(document.id)
        await ensureDocument(document)
      }
    },
    /** Before a request that is answered at once. @param path in the engine's words */
    async before(exchange: Exchange, path: string): Promise<void> {
      if (exchange.side === 'registry') return registry(exchange, path)
      for (const document of documents(exchange)) await ensureDocument(document)
      const revision = /[?&]revision=(\d+)/.exec(path)?.[1]
      if (revision === undefined || exchange.recorded?.status !== 200) return
      const { body } = await ask('config', 'GET', '/v1/health')
      if ((body as { revision: string }).revision === revision) await bump()
    },
    /** When a poll that has waited is about to be answered. */
    async ending(exchange: Exchange): Promise<void> {
      for (const document of documents(exchange)) await ensureDocument(document)
    },
    /** When the client was told of a change: of a foreign service it is made now. */
    async told({ op, text }: Frame): Promise<void> {
      if (op !== 'text') return
      const { action, key, instance } = JSON.parse(text ?? '') as {
        action: string
        key: Fields
        instance: Fields
      }
      const serviceId = String(instance['serviceId'])
      if (own.has(serviceId)) return
      if (!described.has(serviceId)) described.set(serviceId, { ...key, serviceId })
      await ensureService(serviceId)
      const id = String(instance['instanceId'])
      const path = `${REGISTRY}/microservices/${serviceId}/instances`
      if (action === 'DELETE') {
        living.delete(id)
        await ask('registry', 'DELETE', `${path}/${id}`)
      } else if (action === 'CREATE') {
        living.set(id, `${path}/${id}/heartbeat`)
        await ask('registry', 'POST', path, { instance })
      } else await ask('registry', 'PUT', `${path}/${id}/status?value=${String(instance['status'])}`)
    },
    /** Somebody deletes the instance that a heartbeat socket is about. */
    async forgotten(path: string): Promise<void> {
      await ask('registry', 'DELETE', path.replace(/\/heartbeat$/, ''))
    },
    /** Before a governance request: documents that were written straight into the configuration centre. */
    async stored(exchange: Exchange, keys: ReadonlySet<string>): Promise<void> {
      for (const document of exchange.stored) if (keys.has(document.key)) await ensureDocument(document)
    }
  }
}

/** Collects what answers say about services. */
function describe(value: unknown, into: Map<string, Fields>): void {
  if (Array.isArray(value)) for (const item of value as unknown[]) describe(item, into)
  else if (typeof value === 'object' && value !== null) {
    const fields = value as Fields
    if (typeof fields['serviceId'] === 'string' && typeof fields['serviceName'] === 'string')
      into.set(fields['serviceId'], { ...into.get(fields['serviceId']), ...fields })
    for (const member of Object.values(fields)) describe(member, into)
  }
}

/** A service that is only asked for and found is described by the question. */
function describeByQuestion({ path, body, recorded }: Exchange, into: Map<string, Fields>): void {
  const { pathname, searchParams } = new URL(path, 'http://x')
  const answer = (recorded?.body ?? {}) as Fields
  if (recorded?.status !== 200) return
  if (pathname.endsWith('/existence') && typeof answer['serviceId'] === 'string')
    describe({ ...Object.fromEntries(searchParams), serviceId: answer['serviceId'] }, into)
  if (!pathname.endsWith('/instances/action')) return
  const asked = (JSON.parse(body ?? '{}') as { services?: { service: Fields }[] }).services ?? []
  const { updated = [] } = (answer['services'] ?? {}) as {
    updated?: { index: number; instances?: Fields[] }[]
  }
  for (const { index, instances = [] } of updated)
    for (const { serviceId, version } of instances)
      describe({ ...asked[index]?.service, version, serviceId }, into)
}
