import { ConfigError } from '@node-chassis/core'
import type { ConfigReader, Env } from '@node-chassis/core'
import { readProxy } from '../engine-http/proxy.ts'
import { readTlsSettings } from '../pool/tls-settings.ts'
import { createEngineAuth } from './engine-auth.ts'
import type { EngineAuth } from './engine-auth.ts'
import type { AccessKey, Account, EngineCredentials } from './credentials.ts'

/** Turns a secret as it is written into the secret; throws when it cannot. */
export type Decrypt = (text: string) => string

/** Ways to keep secrets out of files, by the name that `servicecomb.credentials.cipher` gives. */
export type Ciphers = Readonly<Record<string, Decrypt>>

const PREFIX = 'servicecomb.credentials.'
const PLAIN = 'default'
/** The secret of an access key is its digest already (config.md 5.7). */
const DIGEST = 'ShaAKSKCipher'

/**
 * The credentials of the settings as what clients take, one object for all of them; undefined when there are none. Tokens
 * come from `servicecomb.registry.sc.address`, with the trust of `ssl.sc.consumer.*`.
 * @throws ConfigError CHS_CONFIG_INVALID naming the key; never with the secret
 */
export function readEngineAuth(
  env: Env,
  config: ConfigReader,
  ciphers: Ciphers = {}
): EngineAuth | undefined {
  const credentials = readCredentials(config, ciphers)
  if (credentials === undefined) return undefined
  return createEngineAuth({
    env,
    credentials,
    registry: config.list('servicecomb.registry.sc.address', ['http://127.0.0.1:30100']),
    tls: readTlsSettings(config, 'sc.consumer'),
    proxy: readProxy(config)
  })
}

/**
 * What the settings `servicecomb.credentials.*` say (config.md 7.2, decisions.md N15). Undefined: nothing is shown.
 * @throws ConfigError CHS_CONFIG_INVALID naming the key; never with the secret
 */
export function readCredentials(config: ConfigReader, ciphers: Ciphers = {}): EngineCredentials | undefined {
  const account = readAccount(config, ciphers)
  const accessKey = readAccessKey(config, ciphers)
  return account === undefined && accessKey === undefined ? undefined : { account, accessKey }
}

function readAccount(config: ConfigReader, ciphers: Ciphers): Account | undefined {
  const enabledKey = `${PREFIX}rbac.enabled`
  const passwordKey = `${PREFIX}account.password`
  const name = config.text(`${PREFIX}account.name`, '')
  const password = config.text(passwordKey, '')
  const written = config.get(enabledKey) !== undefined
  const enabled = config.boolean(enabledKey, name !== '' && password !== '')
  if (!enabled) {
    if (written || (name === '' && password === '')) return undefined
    throw missing(name === '' ? `${PREFIX}account.name` : passwordKey, 'name and password belong together')
  }
  if (name === '') throw missing(`${PREFIX}account.name`, `\`${enabledKey}\` is true`)
  if (password === '') throw missing(passwordKey, `\`${enabledKey}\` is true`)
  return { name, password: decrypted(config, ciphers, `${PREFIX}cipher`, passwordKey, password) }
}

function readAccessKey(config: ConfigReader, ciphers: Ciphers): AccessKey | undefined {
  const accessKey = config.text(`${PREFIX}accessKey`, '')
  if (accessKey === '' || !config.boolean(`${PREFIX}akskEnabled`, true)) return undefined
  const secretKeyKey = `${PREFIX}secretKey`
  const secret = config.text(secretKeyKey, '')
  if (secret === '') throw missing(secretKeyKey, `\`${PREFIX}accessKey\` is set`)
  const cipherKey = `${PREFIX}akskCustomCipher`
  const isDigest = config.text(cipherKey, PLAIN) === DIGEST
  return {
    accessKey,
    secretKey: isDigest ? secret : decrypted(config, ciphers, cipherKey, secretKeyKey, secret),
    isDigest,
    project: config.text(`${PREFIX}project`, 'default')
  }
}

function decrypted(
  config: ConfigReader,
  ciphers: Ciphers,
  cipherKey: string,
  secretKey: string,
  text: string
): string {
  const name = config.text(cipherKey, PLAIN)
  // Its own property only: `constructor` is no cipher.
  const decrypt = Object.hasOwn(ciphers, name) ? ciphers[name] : undefined
  if (decrypt === undefined) {
    if (name === PLAIN) return text
    const known = [PLAIN, ...Object.keys(ciphers)].join(', ')
    throw new ConfigError(
      'CHS_CONFIG_INVALID',
      `${cipherKey} is '${name}', which nobody has given; there is ${known}. Pass your own as the option \`ciphers\`.`,
      { key: cipherKey }
    )
  }
  try {
    return decrypt(text)
  } catch {
    // What it threw may hold the secret.
    throw new ConfigError(
      'CHS_CONFIG_INVALID',
      `\`${secretKey}\` cannot be decrypted by the cipher '${name}' of \`${cipherKey}\``,
      { key: secretKey }
    )
  }
}

function missing(key: string, why: string): ConfigError {
  return new ConfigError('CHS_CONFIG_INVALID', `\`${key}\` is missing: ${why}`, { key })
}
