import { PUBLIC } from '../naming/model.ts'
import type { Profile } from '../profile.ts'

/** By which way a tenant was given. */
export type TenantUse = 'write' | 'httpRead' | 'grpcRead'

/**
 * The tenant that documents are kept under. `public` means the empty one, except where a version forgets that: 2.1 only
 * knows it when reading over HTTP, 2.5 everywhere but there (nacos.md 7, C9, K10).
 */
export function tenantOf(profile: Profile, given: string | undefined, use: TenantUse): string {
  if (given !== PUBLIC) return given ?? ''
  const isForgotten = profile.api === '2.1' ? use !== 'httpRead' : profile.api === '2.5' && use === 'httpRead'
  return isForgotten ? PUBLIC : ''
}
