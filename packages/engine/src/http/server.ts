import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { LifecycleError } from '@node-chassis/core'
import type { Env } from '@node-chassis/core'
import { hostAndPort } from '../address.ts'
import { BodyCutOff, readBody } from './body.ts'
import { cleanedPath } from './clean-path.ts'
import { IncomingRequest } from './request.ts'
import { createRouter } from './router.ts'
import type { Answer, Service } from './types.ts'

const TWO_MIB = 2 * 1024 * 1024
// registry.md 2.1: the shipped configuration of service-center.
const MAX_HEADER_BYTES = 32_768
const TIMEOUT_MS = 60_000
// How long a closing server waits for handlers that were told to end.
const DRAIN_MS = 1_000

export interface HttpServer {
  readonly port: number
  /** `http://host:port`, with the port that was taken. */
  readonly url: string
  /** Fires the signal of every request that is being handled, lets them answer, and cuts every connection. */
  close(): Promise<void>
}

/**
 * Serves a service. Requests are handled once their whole body is there.
 * @throws LifecycleError `CHS_PORT_IN_USE`, `CHS_INVALID_ARGUMENT` when the address cannot be listened on
 */
export async function listen(
  service: Service,
  options: { readonly host: string; readonly port: number; readonly env: Env }
): Promise<HttpServer> {
  const { host, env } = options
  const log = env.log.child({ side: service.name })
  const route = createRouter(service, service.maxBodyBytes ?? TWO_MIB)
  const running = new Map<IncomingRequest, IncomingMessage>()
  let drained: (() => void) | undefined
  let closing = false

  const handle = async (message: IncomingMessage, request: IncomingRequest): Promise<Answer> => {
    const early = service.early?.(request)
    if (early !== undefined) return early
    const cleaned = cleanedPath(request.path)
    if (cleaned !== undefined) return movedTo(cleaned, request.rawQuery)
    const match = route(request.method, request.path)
    if (match.kind === 'malformed') return { status: 400, headers: PLAIN, body: '400 Bad Request' }
    if (match.kind === 'path') return service.notFound(request)
    if (match.kind === 'method') return service.methodNotAllowed(request, match.allowed)
    request.params = match.params
    try {
      request.body = await readBody(message, match.maxBodyBytes)
      return await match.handle(request)
    } catch (error) {
      if (error instanceof BodyCutOff) throw error
      return service.failed(request, error)
    }
  }

  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = new IncomingRequest(message, log)
    running.set(request, message)
    response.once('close', () => {
      if (!response.writableFinished) request.abort()
      running.delete(request)
      if (running.size === 0) drained?.()
    })
    if (closing) request.abort()
    try {
      write(response, await handle(message, request), service.headers, closing || !message.complete)
    } catch (error) {
      if (!(error instanceof BodyCutOff))
        log.error({ err: error, path: request.path }, 'a request could not be answered')
      response.destroy()
    }
  }

  const server = createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: TIMEOUT_MS, headersTimeout: TIMEOUT_MS },
    (message, response) => void serve(message, response)
  )
  server.keepAliveTimeout = TIMEOUT_MS
  const port = await bind(server, host, options.port)

  const close = async (): Promise<void> => {
    closing = true
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeIdleConnections()
    for (const [request, message] of running) {
      request.abort()
      // Nobody waits for the rest of a body.
      if (!message.complete) message.destroy()
    }
    if (running.size > 0) {
      await new Promise<void>((resolve) => {
        const cancel = env.clock.after(DRAIN_MS, resolve)
        drained = () => {
          cancel()
          resolve()
        }
      })
    }
    server.closeAllConnections()
    await closed
  }
  let ended: Promise<void> | undefined
  return {
    port,
    url: `http://${hostAndPort(host, port)}`,
    close: () => (ended ??= close())
  }
}

const PLAIN = { 'Content-Type': 'text/plain; charset=utf-8' }

function movedTo(path: string, rawQuery: string): Answer {
  return { status: 301, headers: { Location: rawQuery === '' ? path : `${path}?${rawQuery}` } }
}

// A flat list of names and values is written with exactly the spelling given (N35).
function write(
  response: ServerResponse,
  answer: Answer,
  common: Service['headers'],
  lastOfConnection: boolean
): void {
  if (response.destroyed || response.headersSent) return
  const body = answer.body ?? ''
  const head: string[] = []
  for (const headers of [common, answer.headers]) {
    if (headers !== undefined) for (const [name, value] of Object.entries(headers)) head.push(name, value)
  }
  if (answer.status !== 304) head.push('Content-Length', String(Buffer.byteLength(body)))
  if (lastOfConnection) head.push('Connection', 'close')
  response.writeHead(answer.status, head)
  response.end(body)
}

function bind(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const onError = (cause: NodeJS.ErrnoException): void => {
      if (cause.code === 'EADDRINUSE') {
        const message = `port ${port} on ${host} is in use: choose another port, or 0 for any free one`
        return reject(new LifecycleError('CHS_PORT_IN_USE', message, { cause, host, port }))
      }
      const message = `cannot listen on ${hostAndPort(host, port)} (${cause.message}): give an address of this machine`
      reject(new LifecycleError('CHS_INVALID_ARGUMENT', message, { cause, host, port }))
    }
    server.once('error', onError)
    server.listen(port, host, () => {
      server.off('error', onError)
      resolve((server.address() as AddressInfo).port)
    })
  })
}
