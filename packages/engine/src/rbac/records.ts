/** A kind of thing, restricted to those that carry all these labels; without labels, all of that kind. */
interface Resource {
  readonly type: string
  readonly labels?: Readonly<Record<string, string>>
}

/** What may be done (`get`, `create`, `update`, `delete`, `*`) to what (registry.md 13.4). */
export interface Permission {
  readonly resources: readonly Resource[]
  readonly verbs: readonly string[]
}

/** A role as it is kept: plain data. Times are Unix seconds as text. */
export interface Role {
  readonly id: string
  readonly name: string
  readonly perms: readonly Permission[]
  readonly createTime: string
  readonly updateTime: string
}

/** An account as it is kept: plain data, the password as the text of `hashPassword`. */
export interface Account {
  readonly id: string
  readonly name: string
  readonly passwordHash: string
  readonly roles: readonly string[]
  readonly status: string
  readonly createTime: string
  readonly updateTime: string
}

/** A write: `value` is what an account or a role is from now on; without it, it is no more. */
export type RbacChange =
  | { readonly kind: 'account'; readonly name: string; readonly value?: Account }
  | { readonly kind: 'role'; readonly name: string; readonly value?: Role }

export const ROOT = 'root'
export const ADMIN = 'admin'
const DEVELOPER = 'developer'

/** Roles that are always there and never change (registry.md 13.4). */
export const BUILT_IN_ROLES: ReadonlyMap<string, readonly Permission[]> = new Map([
  [ADMIN, [permission(['account', 'role', 'service', 'service/schema', 'config', 'governance', 'ops'])]],
  [DEVELOPER, [permission(['config', 'service', 'governance', 'ops', 'service/schema'])]]
])

function permission(types: readonly string[]): Permission {
  return { resources: types.map((type) => ({ type })), verbs: ['*'] }
}
