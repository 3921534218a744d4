import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/**
 * The gateway's side of SDK-HMAC-SHA256, from the text of the reference (control-plane.md 4.2) and from what arrived: the
 * raw target, the raw headers, the raw bytes. Shares nothing with the client.
 */
export interface Verdict {
  readonly accessKey: string | undefined
  readonly signed: readonly string[]
  readonly problem: string | undefined
}

const FIELDS =
  /^SDK-HMAC-SHA256 Access=([^,\s]+), SignedHeaders=([a-z0-9-]+(?:;[a-z0-9-]+)*), Signature=([0-9a-f]{64})$/
const QUARTER = 15 * 60 * 1000

export function verifySignature(
  request: IncomingMessage,
  body: Buffer,
  secretOf: (accessKey: string) => string | undefined,
  now: number
): Verdict {
  const [, accessKey, list = '', signature = ''] = FIELDS.exec(request.headers.authorization ?? '') ?? []
  const signed = list.split(';')
  const fail = (problem: string): Verdict => ({ accessKey, signed, problem })
  if (accessKey === undefined) return fail('Authorization is malformed')
  const secret = secretOf(accessKey)
  if (secret === undefined) return fail('unknown access key')
  const date = String(request.headers['x-sdk-date'] ?? '')
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? []
  if (y === undefined) return fail('X-Sdk-Date is malformed')
  const time = Date.UTC(+y, +mo! - 1, +d!, +h!, +mi!, +s!)
  if (Math.abs(now - time) > QUARTER) return fail('signature expired')
  if (!signed.includes('x-sdk-date')) return fail('x-sdk-date is not signed')
  if (signed.join(';') !== signed.toSorted().join(';')) return fail('SignedHeaders are not in order')
  let block = ''
  for (const name of signed) {
    const value = request.headers[name]
    if (typeof value !== 'string') return fail(`${name} is signed and not sent`)
    block += `${name}:${value.trim()}\n`
  }
  const target = request.url!
  const mark = target.indexOf('?')
  const rawPath = mark < 0 ? target : target.slice(0, mark)
  const declared = request.headers['x-sdk-content-sha256']
  const payload = typeof declared === 'string' ? declared : createHash('sha256').update(body).digest('hex')
  if (typeof declared === 'string' && !signed.includes('x-sdk-content-sha256'))
    return fail('x-sdk-content-sha256 is not signed')
  const canonical =
    `${request.method}\n` +
    `${uri(rawPath)}\n` +
    `${mark < 0 ? '' : queryOf(target.slice(mark + 1))}\n` +
    `${block}\n` +
    `${list}\n${payload}`
  const toSign = `SDK-HMAC-SHA256\n${date}\n${createHash('sha256').update(canonical).digest('hex')}`
  const expected = createHmac('sha256', secret).update(toSign).digest()
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'))
    ? { accessKey, signed, problem: undefined }
    : fail('signature does not match')
}

function uri(rawPath: string): string {
  const parts = rawPath.split('/').map((part) => strict(Buffer.from(decodeURIComponent(part), 'utf8')))
  const joined = parts.join('/')
  return joined.endsWith('/') ? joined : `${joined}/`
}

function queryOf(raw: string): string {
  const pairs = raw
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=')
      const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
      return {
        name: strict(Buffer.from(decodeURIComponent(name))),
        value: strict(Buffer.from(decodeURIComponent(value)))
      }
    })
  pairs.sort(
    (a, b) =>
      Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)) ||
      Buffer.compare(Buffer.from(a.value), Buffer.from(b.value))
  )
  return pairs.map(({ name, value }) => `${name}=${value}`).join('&')
}

/** Byte by byte: unreserved ones stay, all others are `%XX`. */
function strict(bytes: Buffer): string {
  let text = ''
  for (const byte of bytes) {
    const char = String.fromCharCode(byte)
    text += /[A-Za-z0-9_.~-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return text
}
