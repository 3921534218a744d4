import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { LifecycleError } from '@node-chassis/core'
import type { Env } from '@node-chassis/core'
import { hostAndPort } from '../address.ts'
import { BodyCutOff, ConnectionReset, readBody } from './body.ts'
import { cleanedPath } from './clean-path.ts'
import { acceptsGzip, gzipped } from './compress.ts'
import { IncomingRequest } from './request.ts'
import { createRouter } from './router.ts'
import type { Answer, Route, Service, Upgrade } from './types.ts'
import { asksForWebSocket, backToHttp, responseOn } from './upgrade.ts'

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
  /**
   * Fires the signal of every request that is being handled, lets them answer and those with a WebSocket close it (a
   * second at most), and cuts every connection.
   */
  close(): Promise<void>
}

/**
 * Serves a service. Requests are handled once their whole body is there.
 * @param options.timeoutMs how long a request may take to arrive, and a connection to stay idle; default 60 s
 * @throws LifecycleError `CHS_PORT_IN_USE`, `CHS_INVALID_ARGUMENT` when the address cannot be listened on
 */
export async function listen(
  service: Service,
  options: { readonly host: string; readonly port: number; readonly env: Env; readonly timeoutMs?: number }
): Promise<HttpServer> {
  const { host, env, timeoutMs = TIMEOUT_MS } = options
  const log = env.log.child({ side: service.name })
  const route = createRouter(service)
  const maxBodyBytes = service.maxBodyBytes ?? TWO_MIB
  const running = new Map<IncomingRequest, IncomingMessage>()
  const upgraded = new Set<Duplex>()
  let drained: (() => void) | undefined
  let closing = false
  const checkDrained = (): void => {
    if (running.size === 0 && upgraded.size === 0) drained?.()
  }

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
    const answer = await answerOf(message, request, match.route)
    service.answered?.(match.route, answer.status)
    return answer
  }

  const answerOf = async (
    message: IncomingMessage,
    request: IncomingRequest,
    matched: Route
  ): Promise<Answer> => {
    try {
      request.body = await readBody(message, matched.maxBodyBytes ?? maxBodyBytes)
      const refusal = service.guard === undefined ? undefined : await service.guard(request, matched)
      return refusal ?? (await matched.handle(request))
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
      checkDrained()
    })
    if (closing) request.abort()
    try {
      const answer = await handle(message, request)
      const sent = isWorthGzip(answer, request) ? await gzipped(answer) : answer
      write(response, sent, service.headers, closing || !message.complete)
    } catch (error) {
      if (!(error instanceof BodyCutOff))
        log.error({ err: error, path: request.path }, 'a request could not be answered')
      if (error instanceof ConnectionReset) message.socket.resetAndDestroy()
      else response.destroy()
    }
  }

  const isWorthGzip = ({ body }: Answer, request: IncomingRequest): boolean =>
    service.gzipFromBytes !== undefined &&
    body !== undefined &&
    // Characters are never more than bytes; what is only a little too short is not worth counting.
    body.length >= service.gzipFromBytes &&
    acceptsGzip(request.header('accept-encoding'))

  const webSocketOf = (message: IncomingMessage) => {
    if (!asksForWebSocket(message)) return undefined
    const request = new IncomingRequest(message, log)
    const match = route(request.method, request.path)
    const take = match.kind === 'route' ? match.route.upgrade : undefined
    if (match.kind !== 'route' || take === undefined || service.early?.(request) !== undefined)
      return undefined
    request.params = match.params
    return { request, taken: match.route, take }
  }

  const takeOver = async (upgrade: Upgrade): Promise<void> => {
    const { message, socket } = upgrade
    const wanted = webSocketOf(message)
    if (wanted === undefined) return backToHttp(server, upgrade)
    const { request, taken, take } = wanted
    upgraded.add(socket)
    socket.on('error', () => socket.destroy())
    socket.once('close', () => {
      request.abort()
      upgraded.delete(socket)
      checkDrained()
    })
    let refusal: Answer | undefined
    try {
      refusal = await service.guard?.(request, taken)
      // A guard takes its time: meanwhile either side may have gone.
      if (refusal === undefined && !closing && !socket.destroyed) {
        take(request, upgrade)
        return service.answered?.(taken, 101)
      }
    } catch (error) {
      if (error instanceof ConnectionReset) return void message.socket.resetAndDestroy()
      refusal = service.failed(request, error)
    }
    if (refusal === undefined) socket.destroy()
    else write(responseOn(upgrade), refusal, service.headers, true)
  }

  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      requestTimeout: timeoutMs,
      headersTimeout: timeoutMs,
      // How often node:http looks for slow senders: they are cut after one and a half times the limit at the latest.
      connectionsCheckingInterval: timeoutMs / 2,
      shouldUpgradeCallback: (message) => webSocketOf(message) !== undefined
    },
    (message, response) => void serve(message, response)
  )
  server.keepAliveTimeout = timeoutMs
  server.on('upgrade', (message, socket, head) => {
    takeOver({ message, socket, head }).catch((error: unknown) => {
      log.error({ err: error, path: message.url }, 'a connection could not be taken over')
      socket.destroy()
    })
  })
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
    if (running.size > 0 || upgraded.size > 0) {
      await new Promise<void>((resolve) => {
        const cancel = env.clock.after(DRAIN_MS, resolve)
        drained = () => {
          cancel()
          resolve()
        }
      })
    }
    server.closeAllConnections()
    for (const socket of upgraded) socket.destroy()
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
