import type { Account, RbacChange, Role } from './records.ts'

/** Accounts and roles, in memory and in order of creation. */
export class RbacStore {
  /** Hears every write before it is done, and prevents it by throwing. */
  onWrite: ((change: RbacChange) => void) | undefined
  readonly #accounts = new Map<string, Account>()
  readonly #roles = new Map<string, Role>()

  account(name: string): Account | undefined {
    return this.#accounts.get(name)
  }

  accounts(): readonly Account[] {
    return [...this.#accounts.values()]
  }

  role(name: string): Role | undefined {
    return this.#roles.get(name)
  }

  roles(): readonly Role[] {
    return [...this.#roles.values()]
  }

  write(change: RbacChange): void {
    this.onWrite?.(change)
    this.restore(change)
  }

  /** Takes a write of an earlier life in: nobody is told, nothing is judged. */
  restore(change: RbacChange): void {
    if (change.kind === 'account') put(this.#accounts, change.name, change.value)
    else put(this.#roles, change.name, change.value)
  }

  /** The writes that lead to what there is. */
  snapshot(): readonly RbacChange[] {
    return [
      ...this.roles().map((value) => ({ kind: 'role', name: value.name, value }) as const),
      ...this.accounts().map((value) => ({ kind: 'account', name: value.name, value }) as const)
    ]
  }
}

function put<T>(map: Map<string, T>, name: string, value: T | undefined): void {
  if (value === undefined) map.delete(name)
  else map.set(name, value)
}
