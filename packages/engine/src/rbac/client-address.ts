import { isIP } from 'node:net'
import type { EngineRequest } from '../http/types.ts'

/** Where a request comes from, as far as proxies tell (registry.md 2.2). What is no IP address does not count. */
export function clientAddress(request: EngineRequest): string {
  const forwarded = request.header('x-forwarded-for')?.split(',')[0]?.trim() ?? ''
  const real = request.header('x-real-ip')?.trim() ?? ''
  return [forwarded, real].find((address) => isIP(address) !== 0) ?? request.remoteAddress
}
