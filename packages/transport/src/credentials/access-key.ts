import { createHmac } from 'node:crypto'
import type { AccessKey } from './credentials.ts'

/** Headers that prove an access key; the secret itself never travels (config.md 5.7). */
export function accessKeyHeaders(key: AccessKey): Readonly<Record<string, string>> {
  const { accessKey, secretKey, isDigest = false, project = 'default' } = key
  return {
    'X-Service-AK': accessKey,
    'X-Service-ShaAKSK': isDigest
      ? secretKey
      : createHmac('sha256', secretKey).update(accessKey).digest('hex'),
    'X-Service-Project': encodeURIComponent(project)
  }
}
