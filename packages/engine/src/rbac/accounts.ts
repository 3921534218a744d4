import { randomUUID } from 'node:crypto'
import type { Clock } from '@node-chassis/core'
import { Refusal } from '../registry/errors.ts'
import { checkAssignment, checkName, checkPassword } from './model.ts'
import type { AccountBody } from './model.ts'
import { hashPassword, isPassword } from './passwords.ts'
import { ADMIN, BUILT_IN_ROLES, ROOT } from './records.ts'
import type { Account, Permission } from './records.ts'
import type { RbacStore } from './store.ts'

// registry.md 14
const MAX_ACCOUNTS = 1000
const MAX_ROLES = 100

/** Creates, changes and removes accounts and roles (registry.md 13.5 and 13.6). */
export class Accounts {
  readonly #store: RbacStore
  readonly #clock: Clock
  // For names without account, so that the time of an answer does not tell which names there are.
  #decoy: Promise<string> | undefined

  constructor(store: RbacStore, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** Adds what must be there: the built-in roles, and `root` unless there is one already with a password of its own. */
  async addBuiltIns(rootPassword: string): Promise<void> {
    for (const [name, perms] of BUILT_IN_ROLES) {
      if (this.#store.role(name) === undefined) this.#addRole(name, perms)
    }
    if (this.#store.account(ROOT) !== undefined) return
    this.#addAccount(ROOT, await hashPassword(rootPassword), [ADMIN], 'active')
  }

  /** @throws Refusal 400200 */
  get(name: string): Account {
    const account = this.#store.account(name)
    if (account === undefined) throw new Refusal(400200, `account [${name}] does not exist`)
    return account
  }

  /** @throws Refusal 400001, 400202, 400203, 409200 */
  async create(body: AccountBody): Promise<void> {
    checkName('Account.Name', body.name)
    checkPassword(body.name, body.password)
    checkAssignment(body)
    this.#checkNew(body)
    const passwordHash = await hashPassword(body.password)
    // Hashing takes its time: somebody may have been faster.
    this.#checkNew(body)
    this.#addAccount(body.name, passwordHash, body.roles, body.status || 'active')
  }

  /** @param caller name of the account that asks @throws Refusal 400001, 400200, 400202, 403202, 403204 */
  update(name: string, caller: string, body: Pick<AccountBody, 'roles' | 'status'>): void {
    checkAssignment(body)
    checkOther(name, caller)
    const account = this.get(name)
    this.#checkRoles(body.roles)
    this.#put({ ...account, roles: body.roles, status: body.status || account.status })
  }

  /** @param caller name of the account that asks @throws Refusal 400200, 403202, 403204 */
  delete(name: string, caller: string): void {
    checkOther(name, caller)
    this.get(name)
    this.#store.write({ kind: 'account', name })
  }

  /** @throws Refusal 400001, 400200 */
  async setPassword(name: string, password: string): Promise<void> {
    checkPassword(name, password)
    this.get(name)
    const passwordHash = await hashPassword(password)
    this.#put({ ...this.get(name), passwordHash })
  }

  /** Whether it is the password of the account; takes its time also when there is no account. */
  async isPassword(name: string, password: string): Promise<boolean> {
    const hash = this.#store.account(name)?.passwordHash
    this.#decoy ??= hashPassword(randomUUID())
    return (await isPassword(password, hash ?? (await this.#decoy))) && hash !== undefined
  }

  /** @throws Refusal 400001, 400204, 409201 */
  createRole(name: string, perms: readonly Permission[]): void {
    checkName('Role.Name', name)
    if (this.#store.role(name) !== undefined) throw new Refusal(409201, `role [${name}] is duplicated`)
    if (this.#store.roles().length >= MAX_ROLES)
      throw new Refusal(400204, `no quota to create role, max num is ${MAX_ROLES}`)
    this.#addRole(name, perms)
  }

  /** @throws Refusal 400201, 403203 */
  updateRole(name: string, perms: readonly Permission[]): void {
    checkCustom(name)
    const value = { ...this.getRole(name), perms, updateTime: this.#timestamp() }
    this.#store.write({ kind: 'role', name, value })
  }

  /** @throws Refusal 400201, 400205, 403203 */
  deleteRole(name: string): void {
    checkCustom(name)
    this.getRole(name)
    const owner = this.#store.accounts().find(({ roles }) => roles.includes(name))
    if (owner !== undefined) throw new Refusal(400205, `role [${name}] is bound to account [${owner.name}]`)
    this.#store.write({ kind: 'role', name })
  }

  /** @throws Refusal 400201 */
  getRole(name: string) {
    const role = this.#store.role(name)
    if (role === undefined) throw new Refusal(400201, `role [${name}] does not exist`)
    return role
  }

  #checkNew({ name, roles }: AccountBody): void {
    if (this.#store.accounts().length >= MAX_ACCOUNTS)
      throw new Refusal(400203, `no quota to create account, max num is ${MAX_ACCOUNTS}`)
    this.#checkRoles(roles)
    if (this.#store.account(name) !== undefined) throw new Refusal(409200, 'account is duplicated')
  }

  #checkRoles(roles: readonly string[]): void {
    const unknown = roles.find((role) => this.#store.role(role) === undefined)
    if (unknown !== undefined) throw new Refusal(400202, `role [${unknown}] does not exist`)
  }

  #addAccount(name: string, passwordHash: string, roles: readonly string[], status: string): void {
    const createTime = this.#timestamp()
    const id = newId()
    const value = { id, name, passwordHash, roles, status, createTime, updateTime: createTime }
    this.#store.write({ kind: 'account', name, value })
  }

  #addRole(name: string, perms: readonly Permission[]): void {
    const createTime = this.#timestamp()
    const value = { id: newId(), name, perms, createTime, updateTime: createTime }
    this.#store.write({ kind: 'role', name, value })
  }

  #put(account: Account): void {
    const value = { ...account, updateTime: this.#timestamp() }
    this.#store.write({ kind: 'account', name: account.name, value })
  }

  /** Unix seconds as text. */
  #timestamp(): string {
    return String(Math.floor(this.#clock.wallNow() / 1000))
  }
}

function newId(): string {
  return randomUUID().replaceAll('-', '')
}

function checkOther(name: string, caller: string): void {
  if (name === ROOT) throw new Refusal(403202, `account [${ROOT}] can not be changed`)
  if (name === caller) throw new Refusal(403204, `account [${name}] can not be changed by itself`)
}

function checkCustom(name: string): void {
  if (BUILT_IN_ROLES.has(name)) throw new Refusal(403203, `role [${name}] can not be changed`)
}
