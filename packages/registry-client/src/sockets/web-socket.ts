import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import type { Socket } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import type { Clock } from '@node-chassis/core'
import { tunnel } from '@node-chassis/transport'
import type { AuthHeaders, EngineAuth, ProxySettings, TlsSettings } from '@node-chassis/transport'
import type { ClientOptions, WebSocket } from 'ws'
import type { OpenSocket, SocketListener } from './socket.ts'

export interface WebSocketOptions {
  readonly clock: Clock
  /** As they are now, the scheme `http` or `https`. */
  readonly addresses: () => readonly string[]
  /** The tenant. */
  readonly headers: Readonly<Record<string, string>>
  /** What handshakes show of this process. */
  readonly auth: EngineAuth | undefined
  /** Trust and own certificate for `https` addresses. */
  readonly tls: TlsSettings | undefined
  readonly proxy: ProxySettings | undefined
}

const HANDSHAKE_MS = 5_000
/** Far more than one instance; a list is never pushed. */
const MAX_FRAME_BYTES = 1_048_576
/** Refused handshakes in a row after which credentials are taken for stale (registry.md 11.1). */
const STALE_AFTER = 2

/** Sockets by `ws`. They let a process end. */
export function webSockets(options: WebSocketOptions): OpenSocket {
  const { auth } = options
  let turn = 0
  let refused = 0
  let renewed = false

  const renew = async (address: string, shown: AuthHeaders): Promise<void> => {
    // Once: a gateway that never lets sockets through must not cost a login each time (case B-058).
    if (auth === undefined || renewed) return
    renewed = true
    // Not done when there was nothing to renew: the token is only seconds old.
    renewed = await auth.refused(address, true, shown)
  }

  return (path, listener) => {
    const addresses = options.addresses()
    const address = addresses[turn % addresses.length]!
    let socket: WebSocket | undefined
    let over = false
    const teller: SocketListener = {
      opened() {
        refused = 0
        renewed = false
        if (!over) listener.opened()
      },
      heard: (text) => void (over || listener.heard(text)),
      pinged: () => void (over || listener.pinged()),
      ponged: () => void (over || listener.ponged()),
      ended(ending) {
        turn++
        if (over) return
        over = true
        listener.ended({ ...ending, reason: `${address}: ${ending.reason}` })
      }
    }
    const connect = async (): Promise<void> => {
      const shown = (await auth?.headers(address, true)) ?? {}
      // Most processes open none: they need not carry it (PERFORMANCE.md G17).
      const { WebSocket } = await import('ws')
      if (over) return
      socket = connected(WebSocket, address, path, { ...options.headers, ...shown }, options, {
        ...teller,
        ended(ending) {
          // A login that fails is told by whoever needs the token to ask.
          if (ending.status !== undefined && ++refused >= STALE_AFTER) renew(address, shown).catch(() => {})
          teller.ended(ending)
        }
      })
    }
    connect().catch((error: unknown) =>
      teller.ended({ code: undefined, status: undefined, reason: (error as Error).message })
    )
    return {
      ping() {
        if (socket !== undefined && socket.readyState === socket.OPEN) socket.ping()
      },
      close() {
        over = true
        socket?.terminate()
      }
    }
  }
}

function connected(
  Socket: typeof WebSocket,
  address: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  { clock, tls, proxy }: WebSocketOptions,
  listener: SocketListener
): WebSocket {
  const socket = new Socket(address.replace(/^http/, 'ws') + path, {
    ...tlsOf(address, tls),
    ...(proxy === undefined ? {} : { createConnection: through(proxy, address, tlsOf(address, tls)) }),
    headers,
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_BYTES
  })
  let open = false
  let failure = ''
  let status: number | undefined
  const cancel = clock.after(HANDSHAKE_MS, () => {
    failure = `no handshake within ${HANDSHAKE_MS} ms`
    socket.terminate()
  })
  socket.on('upgrade', (response) => response.socket.unref())
  socket.on('open', () => {
    cancel()
    open = true
    listener.opened()
  })
  socket.on('unexpected-response', (request, response: IncomingMessage) => {
    status = response.statusCode
    failure = `the handshake was answered ${status}`
    request.destroy()
    socket.terminate()
  })
  // What broke; `close` follows.
  socket.on('error', (error) => (failure ||= error.message))
  socket.on('message', (data, isBinary) => {
    if (!isBinary) listener.heard((data as Buffer).toString('utf8'))
  })
  socket.on('ping', () => listener.pinged())
  socket.on('pong', () => listener.ponged())
  socket.on('close', (code, reason) => {
    cancel()
    listener.ended({
      code: open ? code : undefined,
      status,
      reason: failure || `closed with code ${code} ${reason.toString('utf8')}`.trimEnd()
    })
  })
  return socket
}

/** What `node:http` calls for a connection; it takes one that comes later by callback, though the types of ws do not say so. */
function through(
  proxy: ProxySettings,
  address: string,
  tls: ClientOptions
): NonNullable<ClientOptions['createConnection']> {
  const connect = async (done: (error: unknown, socket?: Socket) => void): Promise<void> => {
    let socket: Socket
    try {
      socket = await tunnel(proxy, address, tls as unknown as ConnectionOptions)
    } catch (error) {
      return done(error)
    }
    done(null, socket)
  }
  const create = (_options: unknown, done: (error: unknown, socket?: Socket) => void): void => {
    void connect(done)
  }
  return create as unknown as NonNullable<ClientOptions['createConnection']>
}

function tlsOf(address: string, tls: TlsSettings | undefined): ClientOptions {
  if (tls === undefined || !address.startsWith('https:')) return {}
  // As for the pools of instances: a certificate need not name an address (transport.md 2). False is "no objection".
  const named = isIP(new URL(address).hostname.replace(/^\[|\]$/g, '')) === 0
  return {
    ...tls.context,
    rejectUnauthorized: tls.verify,
    ...((tls.checkHost ?? named) ? {} : { checkServerIdentity: () => false })
  }
}
