// A small reverse proxy: /order/… goes to the service `order`. Bodies are streamed both ways, a client that leaves ends its
// call, and failures become the statuses of a gateway. What is tried again, and when, is said by policies alone.
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { createChassis, isChassisError } from 'node-chassis'

const HOP_BY_HOP = new Set(
  'connection keep-alive proxy-authenticate proxy-authorization te trailer transfer-encoding upgrade host expect'.split(
    ' '
  )
)

const chassis = createChassis({ service: { name: 'proxy', version: '1.0.0' } })

function endToEnd(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const named = new Set(headers.connection?.toLowerCase().split(/\s*,\s*/) ?? [])
  return Object.fromEntries(
    Object.entries(headers).filter(
      (entry): entry is [string, string | string[]] =>
        entry[1] !== undefined && !HOP_BY_HOP.has(entry[0]) && !named.has(entry[0])
    )
  )
}

async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, service = '', rest = ''] = /^\/([^/?]+)(.*)$/.exec(request.url ?? '') ?? []
  const left = new AbortController()
  response.once('close', () => left.abort())
  const hasBody =
    request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined
  const { statusCode, headers, body } = await chassis.request(
    `http://${service}${rest.startsWith('/') ? rest : `/${rest}`}`,
    {
      method: request.method as 'GET',
      headers: endToEnd(request.headers),
      body: hasBody ? request : null,
      signal: left.signal
    }
  )
  response.writeHead(statusCode, endToEnd(headers))
  await pipeline(body, response)
}

/** 490 is "the consumer's own failure" in this estate: nobody outside knows it. */
function gatewayStatus(error: unknown): number {
  if (!isChassisError(error)) return 502
  if (error.code === 'CHS_NO_INSTANCE') return 503
  if (error.statusCode === 408) return 504
  return error.statusCode === undefined || error.statusCode === 490 ? 502 : error.statusCode
}

const server = createServer((request, response) => {
  pass(request, response).catch((error: unknown) => {
    if (response.headersSent) response.destroy()
    else response.writeHead(gatewayStatus(error)).end()
  })
})

const { url } = await chassis.run(server, { host: '127.0.0.1', port: 0 })
console.log(`ready ${url}`)
