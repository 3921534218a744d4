import { reachOf } from './permissions.ts'
import type { Reach, Verb } from './permissions.ts'
import { ADMIN, ROOT } from './records.ts'
import type { Permission } from './records.ts'
import type { RbacStore } from './store.ts'
import type { Claims } from './tokens.ts'

/**
 * Whoever sent a request, proved by a token. Roles are those of the token, their permissions those of this moment
 * (registry.md 13.3).
 */
export class Caller {
  readonly account: string
  readonly domain: string
  readonly #roles: readonly string[]
  readonly #store: RbacStore

  constructor({ account, roles, domain }: Claims, store: RbacStore) {
    this.account = account
    this.domain = domain
    this.#roles = roles
    this.#store = store
  }

  /** False when the account was deleted since. `root` is never looked up (registry.md 13.3). */
  get exists(): boolean {
    return this.account === ROOT || this.#store.account(this.account) !== undefined
  }

  /** `admin` bypasses everything. */
  get isAdmin(): boolean {
    return this.#roles.includes(ADMIN)
  }

  permissions(): readonly Permission[] {
    const named = this.isAdmin ? [ADMIN] : this.#roles
    return named.flatMap((name) => this.#store.role(name)?.perms ?? [])
  }

  reach(type: string, verb: Verb): Reach {
    if (!this.exists) return 'none'
    return this.isAdmin ? 'all' : reachOf(this.permissions(), type, verb)
  }
}
