import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What both servers hold. */
export interface Holdings {
  /** Instance ids by service id. */
  readonly instances: ReadonlyMap<string, readonly string[]>
  /** Revision by environment, app and service name, with slashes between. */
  readonly revisions: ReadonlyMap<string, string>
}

/**
 * A server on node:http, written by hand for two requests: a heartbeat finds its instance and puts its end off, a batch
 * query compares each revision with the present one. No checks, no errors, no other routes: the least that can be done.
 * It does what an answer needs and nothing else: the same body parsed, a name found in its environment and app (another
 * app's service of that name is another service), the same headers and the same bytes answered.
 */
export async function startBaseline(holdings: Holdings): Promise<{ readonly port: number }> {
  const leases = new Map<string, Map<string, { expiresAt: number }>>()
  for (const [service, ids] of holdings.instances)
    leases.set(service, new Map(ids.map((id) => [id, { expiresAt: 0 }])))

  const heartbeat = (url: string, response: ServerResponse): void => {
    const [, , , , , service = '', , instance = ''] = url.split('/')
    const lease = leases.get(service)?.get(instance)
    if (lease !== undefined) lease.expiresAt = performance.now() + 120_000
    response.writeHead(200, [...HEADERS, 'Content-Type', 'text/plain; charset=UTF-8', 'Content-Length', '0'])
    response.end()
  }
  const query = (text: string, response: ServerResponse): void => {
    const { services } = JSON.parse(text) as {
      services: {
        service: { environment?: string; appId: string; serviceName: string }
        rev: string
      }[]
    }
    const notModified: number[] = []
    services.forEach(({ service, rev }, index) => {
      const { environment = '', appId, serviceName } = service
      if (holdings.revisions.get(`${environment}/${appId}/${serviceName}`) === rev) notModified.push(index)
    })
    const body = `{"services":{"notModified":${JSON.stringify(notModified)}}}`
    const length = String(Buffer.byteLength(body))
    response.writeHead(200, [
      ...HEADERS,
      'Content-Type',
      'application/json; charset=UTF-8',
      'Content-Length',
      length
    ])
    response.end(body)
  }

  const server = createServer((message: IncomingMessage, response) => {
    const chunks: Buffer[] = []
    message.on('data', (chunk: Buffer) => chunks.push(chunk))
    message.on('end', () => {
      if (message.method === 'PUT') heartbeat(message.url ?? '', response)
      else query(Buffer.concat(chunks).toString('utf8'), response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port }
}

// The headers that the registry puts on every answer (registry.md 2.1, 2.3).
const HEADERS = [
  'Server',
  'SERVICECENTER/2.2.0',
  'Access-Control-Allow-Origin',
  '*',
  'Access-Control-Expose-Headers',
  'X-Resource-Revision, X-Schema-Summary'
]
