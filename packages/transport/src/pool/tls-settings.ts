import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { createSecureContext } from 'node:tls'
import type { SecureContextOptions } from 'node:tls'
import { ConfigError } from '@node-chassis/core'
import type { ConfigReader } from '@node-chassis/core'

/** Certificates and trust of calls to `sslEnabled=true` endpoints, read from their files (transport.md 2). */
export interface TlsSettings {
  /** Own certificate, key and trust, as node:tls takes them. */
  readonly context: SecureContextOptions
  /** Whether the peer's certificate must be trusted. @defaultValue true */
  readonly verify: boolean
  /** Whether its name must be that of the endpoint. Undefined: for names yes, for IP addresses no. */
  readonly checkHost: boolean | undefined
}

const PROTOCOLS: ReadonlySet<string> = new Set(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'])

/**
 * Reads `ssl.<tag>.x`, else `ssl.x`, in the spellings of java-chassis (`trustStore`, `keyStore`, …) and of go-chassis
 * (`caFile`, `certFile`, …). Java's own JKS stores are not read: PEM, and PKCS12 for the key store.
 * @throws ConfigError `CHS_CONFIG_INVALID` naming key and file
 */
export function readTlsSettings(config: ConfigReader, tag: string): TlsSettings {
  const keyOf = (...names: string[]): string | undefined => {
    for (const scope of [`ssl.${tag}.`, 'ssl.']) {
      for (const name of names) if (config.text(scope + name, '') !== '') return scope + name
    }
    return undefined
  }
  const textOf = (...names: string[]): string | undefined => {
    const key = keyOf(...names)
    return key === undefined ? undefined : config.text(key, '')
  }
  const flagOf = (...names: string[]): boolean | undefined => {
    const key = keyOf(...names)
    return key === undefined ? undefined : config.boolean(key, true)
  }
  const folder = textOf('storePath') ?? ''
  const context: SecureContextOptions = {
    ...trustOf(config, folder, keyOf('trustStore', 'caFile')),
    ...identityOf(config, folder, keyOf, textOf),
    ...protocolsOf(config, keyOf('protocols', 'protocol')),
    ...ciphersOf(config, keyOf('ciphers', 'cipherSuits'))
  }
  return {
    context,
    verify: flagOf('authPeer', 'verifyPeer') ?? true,
    checkHost: flagOf('checkCN.host')
  }
}

function trustOf(config: ConfigReader, folder: string, key: string | undefined): SecureContextOptions {
  if (key === undefined) return {}
  const { file, bytes } = contentOf(config, folder, key)
  const certificates = bytes
    .toString('latin1')
    .match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)
  // Node itself would ignore a file without certificates, and trust nobody.
  if (certificates === null) throw unusable(key, file, 'there is no PEM certificate in it')
  tried(key, file, () => certificates.map((text) => new X509Certificate(text)))
  return { ca: certificates }
}

function identityOf(
  config: ConfigReader,
  folder: string,
  keyOf: (...names: string[]) => string | undefined,
  textOf: (...names: string[]) => string | undefined
): SecureContextOptions {
  const storeKey = keyOf('keyStore', 'certFile')
  if (storeKey === undefined) return {}
  const { file, bytes } = contentOf(config, folder, storeKey)
  const passphrase = textOf('keyStoreValue')
  const secret = passphrase === undefined ? {} : { passphrase }
  const type = textOf('keyStoreType')?.toUpperCase() ?? (/\.(?:p12|pfx)$/i.test(file) ? 'PKCS12' : 'PEM')
  if (type === 'PKCS12') return checked(storeKey, file, { pfx: bytes, ...secret })
  const privateKeyKey = keyOf('keyFile')
  if (privateKeyKey === undefined) return checked(storeKey, file, { cert: bytes, key: bytes, ...secret })
  // Judged one after the other, so that the message names the file that is wrong.
  checked(storeKey, file, { cert: bytes })
  const own = contentOf(config, folder, privateKeyKey)
  return checked(privateKeyKey, own.file, { cert: bytes, key: own.bytes, ...secret })
}

function protocolsOf(config: ConfigReader, key: string | undefined): SecureContextOptions {
  if (key === undefined) return {}
  const names = config.list(key, [])
  const known = names.filter((name) => PROTOCOLS.has(name)).toSorted()
  const [lowest] = known
  const highest = known.at(-1)
  if (lowest === undefined || highest === undefined) {
    throw new ConfigError(
      'CHS_CONFIG_INVALID',
      `${key} is '${names.join(',')}'; give some of ${[...PROTOCOLS].join(', ')}`,
      { key }
    )
  }
  type Version = NonNullable<SecureContextOptions['minVersion']>
  return { minVersion: lowest as Version, maxVersion: highest as Version }
}

// Java and Go name suites as IANA does, which OpenSSL understands only for TLS 1.3.
function ciphersOf(config: ConfigReader, key: string | undefined): SecureContextOptions {
  if (key === undefined) return {}
  const ciphers = config
    .list(key, [])
    .map((name) => (/^TLS_(?:ECDHE|DHE|RSA)_/.test(name) ? opensslName(name) : name))
    .join(':')
  return checked(key, ciphers, { ciphers })
}

/** `TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384` is `ECDHE-RSA-AES256-GCM-SHA384`. */
function opensslName(iana: string): string {
  return iana
    .replace(/^TLS_/, '')
    .replace(/^RSA_WITH_/, '')
    .replace('_WITH_', '-')
    .replace(/AES_(\d+)_CBC/, 'AES$1')
    .replace(/AES_(\d+)/, 'AES$1')
    .replaceAll('_', '-')
}

function contentOf(config: ConfigReader, folder: string, key: string): { file: string; bytes: Buffer } {
  const file = path.resolve(folder, config.text(key, ''))
  return { file, bytes: tried(key, file, () => readFileSync(file)) }
}

function checked(key: string, file: string, context: SecureContextOptions): SecureContextOptions {
  tried(key, file, () => createSecureContext(context))
  return context
}

function tried<T>(key: string, file: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw unusable(key, file, (error as Error).message, error)
  }
}

function unusable(key: string, file: string, why: string, cause?: unknown): ConfigError {
  return new ConfigError('CHS_CONFIG_INVALID', `${key}: '${file}' cannot be used: ${why}`, { key, cause })
}
