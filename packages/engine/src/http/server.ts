import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo, Server as NetServer } from 'node:net'
import type { Duplex } from 'node:stream'
import { LifecycleError } from '@node-chassis/core'
import type { Env } from '@node-chassis/core'
import { hostAndPort } from '../address.ts'
import { ConnectionReset } from './body.ts'
import { Exchange } from './exchange.ts'
import type { Side } from './exchange.ts'
import { IncomingRequest } from './request.ts'
import { createRouter } from './router.ts'
import type { Answer, Service, Upgrade } from './types.ts'
import { asksForWebSocket, backToHttp, responseOn } from './upgrade.ts'
import { flatHead, writeAnswer } from './write.ts'

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
  const running = new Set<Exchange>()
  const upgraded = new Set<Duplex>()
  let drained: (() => void) | undefined
  let closing = false
  const checkDrained = (): void => {
    if (running.size === 0 && upgraded.size === 0) drained?.()
  }

  const side: Side = {
    service,
    route,
    log,
    maxBodyBytes: service.maxBodyBytes ?? TWO_MIB,
    commonHead: flatHead(service.headers),
    running,
    closing: () => closing,
    left: checkDrained
  }

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
      refusal = (await service.guard?.(request, taken)) ?? (await service.permit?.(request, taken))
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
    else writeAnswer(responseOn(upgrade), refusal, side.commonHead, true)
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
    (message, response) => new Exchange(side, message, response, new IncomingRequest(message, log)).begin()
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
    for (const exchange of running) exchange.end()
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

/** @throws LifecycleError `CHS_PORT_IN_USE`, `CHS_INVALID_ARGUMENT` when the address cannot be listened on */
export function bind(server: NetServer, host: string, port: number): Promise<number> {
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
