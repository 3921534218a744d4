import { createHash, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ConfigError } from '@node-chassis/core'
import type { ConfigReader } from '@node-chassis/core'
import { parseListenAddress } from '../address.ts'
import type { ListenAddress } from '../address.ts'

export const ADMIN_ADDRESS_KEY = 'servicecomb.management.address'
const TOKEN_FILE_KEY = 'servicecomb.management.tokenFile'
const LOOPBACK = '127.0.0.1'
const FORMS = `a port of ${LOOPBACK}, such as 9990, or host:port, such as 0.0.0.0:9990`

export interface AdminSettings {
  readonly address: ListenAddress
  /** Whether a token is the right one; undefined without `servicecomb.management.tokenFile`. */
  readonly isToken: ((token: string) => boolean) | undefined
}

/**
 * Where operators look in: `servicecomb.management.address`, a port of the loopback address or `host:port`. Undefined
 * without it: a process opens no port that nobody asked for.
 * @throws ConfigError `CHS_CONFIG_INVALID` for an address that is none, and for a token file that cannot be read
 */
export function readAdminSettings(config: ConfigReader): AdminSettings | undefined {
  const text = config.text(ADMIN_ADDRESS_KEY, '').trim()
  if (text === '') return undefined
  const short = /^:?(\d{1,5})$/.exec(text)
  const port = Number(short?.[1])
  // Of a port that is too large the message shows what was written.
  const whole = short === null || port > 65_535 ? text : `${LOOPBACK}:${port}`
  const address = parseListenAddress(ADMIN_ADDRESS_KEY, whole, FORMS)
  const file = config.text(TOKEN_FILE_KEY, '')
  if (file === '') return { address, isToken: undefined }
  readToken(file)
  return { address, isToken: (token) => isSame(token, readToken(file)) }
}

// At each use: a mounted secret is replaced while the process runs.
function readToken(file: string): string {
  let token: string
  try {
    token = readFileSync(file, 'utf8').trim()
  } catch (cause) {
    throw invalid(
      `${TOKEN_FILE_KEY} names '${file}', which cannot be read: ${(cause as Error).message}`,
      cause
    )
  }
  if (token !== '') return token
  throw invalid(`${TOKEN_FILE_KEY} names '${file}', which is empty; write the token into it`, undefined)
}

function invalid(message: string, cause: unknown): ConfigError {
  return new ConfigError('CHS_CONFIG_INVALID', message, { key: TOKEN_FILE_KEY, cause })
}

// Of their digests, so that neither content nor length shows in the time it takes.
function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
