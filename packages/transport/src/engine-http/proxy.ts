import { request } from 'node:http'
import { connect } from 'node:tls'
import type { ConnectionOptions } from 'node:tls'
import { isIP } from 'node:net'
import type { Socket } from 'node:net'
import { ConfigError } from '@node-chassis/core'
import type { ConfigReader } from '@node-chassis/core'

/** An HTTP proxy between this process and its engines. */
export interface ProxySettings {
  readonly host: string
  readonly port: number
  /** Value of `Proxy-Authorization`. @defaultValue none is sent */
  readonly authorization?: string
}

const PREFIX = 'servicecomb.proxy.'

/**
 * What the settings `servicecomb.proxy.*` say (config.md 7.2); undefined without `servicecomb.proxy.enable`.
 * @throws ConfigError CHS_CONFIG_INVALID naming the key
 */
export function readProxy(config: ConfigReader): ProxySettings | undefined {
  if (!config.boolean(`${PREFIX}enable`, false)) return undefined
  const host = config.text(`${PREFIX}host`, '127.0.0.1')
  const port = config.number(`${PREFIX}port`, 8080)
  if (!URL.canParse(`http://${host}`) || new URL(`http://${host}`).host !== host.toLowerCase())
    throw invalid('host', `is '${host}'; give a host name or an address, without scheme and port`)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw invalid('port', `is ${port}; give a port from 1 to 65535`)
  const name = config.text(`${PREFIX}username`, '')
  if (name === '') return { host, port }
  const word = Buffer.from(`${name}:${config.text(`${PREFIX}passwd`, '')}`).toString('base64')
  return { host, port, authorization: `Basic ${word}` }
}

/**
 * A connection through the proxy to an engine, with TLS inside where the address is `https`: for sockets, which undici's
 * own proxy does not carry. Rejects with what broke, or with the status of a proxy that refused.
 * @param tls what `node:tls` takes, for `https`
 */
export function tunnel(proxy: ProxySettings, address: string, tls: ConnectionOptions): Promise<Socket> {
  const { protocol, hostname, port } = new URL(address)
  const secure = protocol === 'https:' || protocol === 'wss:'
  const host = hostname.replace(/^\[|\]$/g, '')
  const named = isIP(host) === 0 ? { servername: host } : {}
  const target = `${hostname}:${port === '' ? (secure ? 443 : 80) : port}`
  return new Promise((resolve, reject) => {
    const asked = request({
      host: proxy.host,
      port: proxy.port,
      method: 'CONNECT',
      path: target,
      // No agent: the connection is the socket's own.
      agent: false,
      headers: {
        host: target,
        ...(proxy.authorization === undefined ? {} : { 'Proxy-Authorization': proxy.authorization })
      }
    })
    asked.once('error', reject)
    asked.once('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) return resolve(secure ? connect({ host, ...named, ...tls, socket }) : socket)
      socket.destroy()
      reject(new Error(`the proxy ${proxy.host}:${proxy.port} answered ${statusCode} for ${target}`))
    })
    asked.end()
  })
}

function invalid(name: string, what: string): ConfigError {
  return new ConfigError('CHS_CONFIG_INVALID', `\`${PREFIX}${name}\` ${what}`, { key: PREFIX + name })
}
