import { readFileSync } from 'node:fs'
import { ConfigError } from '@node-chassis/core'

/**
 * An address as it is configured.
 * @param secure only `https:`, but for this machine: credentials of a tenant do not travel in the clear
 * @throws ConfigError `CHS_CONFIG_INVALID` naming `key`
 */
export function checkAddress(key: string, text: string, secure: boolean): string {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw invalid(key, `'${text}' is no address; write https://host[:port]`)
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw invalid(key, `'${text}' must begin with https://`)
  if (url.username !== '' || url.password !== '')
    throw invalid(key, 'credentials do not belong into an address')
  if (secure && url.protocol === 'http:' && !isThisMachine(url.hostname))
    throw invalid(key, `'${text}' would send credentials in the clear; write https://`)
  return text
}

/** @throws ConfigError `CHS_CONFIG_INVALID` naming `caFile` and the file */
export function readCertificates(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new ConfigError('CHS_CONFIG_INVALID', `caFile: '${file}' cannot be read (${code})`, {
      key: 'caFile',
      cause
    })
  }
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

function invalid(key: string, problem: string): ConfigError {
  return new ConfigError('CHS_CONFIG_INVALID', `${key}: ${problem}`, { key })
}
