import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Logger } from '@node-chassis/core'
import { listening, localUrl } from '../listening.ts'
import { denialOf } from './access.ts'
import { problem } from './page.ts'
import type { Answer, Page } from './page.ts'
import { ADMIN_ADDRESS_KEY } from './settings.ts'
import type { AdminSettings } from './settings.ts'

export interface AdminServer extends AsyncDisposable {
  readonly url: string
  close(): Promise<void>
}

/**
 * The port that operators, probes and scrapers use; never that of the service.
 * @throws LifecycleError `CHS_PORT_IN_USE`
 */
export async function startAdminServer(
  settings: AdminSettings,
  pages: ReadonlyMap<string, Page>,
  log: Logger
): Promise<AdminServer> {
  const { host, port } = settings.address
  const server = createServer({ requestTimeout: 10_000, maxHeaderSize: 16_384 }, (request, response) => {
    answerTo(request, settings, pages).then(
      (answer) => send(request, response, answer),
      (err: unknown) => {
        log.error({ err }, 'the admin port could not answer')
        send(request, response, problem(500, 'see the log of the service'))
      }
    )
  })
  await listening(server, { host, port }, ADMIN_ADDRESS_KEY)
  // It is there for the process, and must not be what keeps it alive.
  server.unref()
  const url = localUrl(host, (server.address() as AddressInfo).port)
  log.info(`admin port: ${url}`)
  const close = (): Promise<void> => closed(server)
  return { url, close, [Symbol.asyncDispose]: close }
}

async function answerTo(
  request: IncomingMessage,
  settings: AdminSettings,
  pages: ReadonlyMap<string, Page>
): Promise<Answer & { readonly allow?: string }> {
  const base = 'http://admin'
  const url = URL.canParse(request.url ?? '', base) ? new URL(request.url ?? '', base) : undefined
  const page = url === undefined ? undefined : pages.get(url.pathname)
  if (url === undefined || page === undefined) {
    return problem(404, `there are ${[...pages.keys()].join(', ')}`)
  }
  const method = request.method === 'HEAD' ? 'GET' : request.method
  if (method !== page.method) {
    const allow = page.method === 'GET' ? 'GET, HEAD' : page.method
    return { ...problem(405, `${url.pathname} takes ${allow}`), allow }
  }
  if (page.open !== true) {
    const denial = denialOf(request, settings)
    if (denial !== undefined) return problem(denial.status, denial.message)
  }
  return page.answer(url, request)
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, body, type = 'application/json', allow }: Answer & { readonly allow?: string }
): void {
  const text = typeof body === 'string' ? body : `${JSON.stringify(body, undefined, 2)}\n`
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...(allow === undefined ? {} : { Allow: allow }),
    ...(status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {})
  })
  response.end(request.method === 'HEAD' ? undefined : text)
  // What was not read of a refused request would be taken for the next one.
  request.resume()
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
