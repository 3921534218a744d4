import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import type { AdminSettings } from './settings.ts'

/** Why somebody may not; undefined when he may. */
export interface Denial {
  readonly status: 401 | 403
  readonly message: string
}

/**
 * Who may see the inside of the process and change its status: with a token file whoever brings the token, without one
 * whoever is on this machine. A page in a browser is not somebody: neither one of another origin, nor one that made its
 * name point here.
 */
export function denialOf(request: IncomingMessage, { isToken }: AdminSettings): Denial | undefined {
  if (isToken !== undefined) {
    const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (token !== undefined && isToken(token)) return undefined
    return {
      status: 401,
      message: 'send `Authorization: Bearer <token>`, see servicecomb.management.tokenFile'
    }
  }
  if (!isLoopback(request.socket.remoteAddress ?? '')) {
    return {
      status: 403,
      message: 'only from this machine; set servicecomb.management.tokenFile for others'
    }
  }
  if (request.headers.origin !== undefined || !isPlainHost(request.headers.host ?? '')) {
    return { status: 403, message: 'not for web pages; ask for it by address, without an Origin' }
  }
  return undefined
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address)
}

function isPlainHost(host: string): boolean {
  const name = host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')
  return name === 'localhost' || isIP(name) !== 0
}
