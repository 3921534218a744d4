import { createHmac } from 'node:crypto'

/** Access key and secret key of the vendor plug-ins (nacos.md 3). */
export interface AccessKeys {
  readonly accessKey: string
  readonly secretKey: string
  readonly securityToken?: string | undefined
  /** Set: signature version 4, with a key of that region (U6). */
  readonly region?: string | undefined
}

type Headers = Readonly<Record<string, string>>

const PRODUCT = 'mse-nacos'

/** Base64 of HMAC-SHA1. */
function sign(key: string, text: string): string {
  return createHmac('sha1', key).update(text, 'utf8').digest('base64')
}

/** `Spas-Signature`: over tenant, group and time, as far as there are any (U4). */
export function configSignature(secretKey: string, tenant: string, group: string, nowMs: number): string {
  const resource = tenant !== '' && group !== '' ? `${tenant}+${group}` : group
  return sign(secretKey, resource === '' ? String(nowMs) : `${resource}+${nowMs}`)
}

/** `data` and `signature` of naming requests (U5). @param service `group@@service`, empty for none */
export function namingSignature(
  secretKey: string,
  service: string,
  nowMs: number
): { readonly data: string; readonly signature: string } {
  const data = service === '' ? String(nowMs) : `${nowMs}@@${service}`
  return { data, signature: sign(secretKey, data) }
}

/** The key of signature version 4, good for one day and region (U6). @param date `20231114` */
export function derivedKey(secretKey: string, date: string, region: string, product = PRODUCT): string {
  const chain = [date, region, product, 'aliyun_v4_request']
  let key: Buffer = Buffer.from(`aliyun_v4${secretKey}`, 'utf8')
  for (const part of chain) key = createHmac('sha256', key).update(part, 'utf8').digest()
  return key.toString('base64')
}

/** Headers of a configuration request. */
export function configHeaders(keys: AccessKeys, tenant: string, group: string, nowMs: number): Headers {
  const headers: Record<string, string> = {
    'Spas-AccessKey': keys.accessKey,
    Timestamp: String(nowMs),
    'Spas-Signature': configSignature(signingKey(keys, nowMs), tenant, group, nowMs)
  }
  if (keys.region !== undefined) headers['signatureVersion'] = 'v4'
  if (keys.securityToken !== undefined) headers['Spas-SecurityToken'] = keys.securityToken
  return headers
}

/** Headers of a naming request. */
export function namingHeaders(keys: AccessKeys, service: string, nowMs: number): Headers {
  const headers: Record<string, string> = {
    ak: keys.accessKey,
    ...namingSignature(signingKey(keys, nowMs), service, nowMs)
  }
  if (keys.region !== undefined) headers['signatureVersion'] = 'v4'
  if (keys.securityToken !== undefined) headers['Spas-SecurityToken'] = keys.securityToken
  return headers
}

function signingKey({ secretKey, region }: AccessKeys, nowMs: number): string {
  if (region === undefined) return secretKey
  return derivedKey(secretKey, new Date(nowMs).toISOString().slice(0, 10).replaceAll('-', ''), region)
}
