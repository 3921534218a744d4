import type { EngineRequest } from '../http/types.ts'
import { JsonError, list, readJson, struct, text, textMap } from '../json/read.ts'
import type { Shape } from '../json/read.ts'
import { omitEmpty } from '../json/write.ts'
import type { Writable } from '../json/write.ts'
import { invalid } from '../registry/errors.ts'
import { check } from '../registry/rules.ts'
import type { Rule } from '../registry/rules.ts'
import { PASSWORD_RULE, isGoodPassword } from './passwords.ts'
import type { Account, Permission, Role } from './records.ts'

const MAX_ROLES = 5

const NAME: Rule = {
  min: 1,
  max: 64,
  regexp: /^[a-zA-Z0-9]*$|^[a-zA-Z0-9][a-zA-Z0-9_\-.]*[a-zA-Z0-9]$/
}
const STATUS: Rule = { regexp: /^(active|inactive)?$/ }

export const loginShape = struct({ name: text, password: text, tokenExpirationTime: text })
export const accountShape = struct({ name: text, password: text, roles: list(text), status: text })
export const batchShape = struct({ accounts: list(accountShape) })
export const passwordShape = struct({ currentPassword: text, password: text })
export const roleShape = struct({
  name: text,
  perms: list(struct({ resources: list(struct({ type: text, labels: textMap })), verbs: list(text) }))
})

export type AccountBody = ReturnType<typeof accountShape>

/** @throws Refusal 400001; its detail never holds a value of the body */
export function bodyOf<T>(request: EngineRequest, shape: Shape<T>): T {
  try {
    return readJson(request.body, shape)
  } catch (error) {
    if (error instanceof JsonError) throw invalid(error.message)
    throw error
  }
}

/** @throws Refusal 400001 */
export function checkName(field: string, name: string): void {
  check(field, name, NAME)
}

export function isName(name: string): boolean {
  return name !== '' && name.length <= 64 && NAME.regexp?.test(name) === true
}

/** Roles and status of an account (registry.md 13.5). @throws Refusal 400001 */
export function checkAssignment({ roles, status }: Pick<AccountBody, 'roles' | 'status'>): void {
  if (roles.length === 0 || roles.length > MAX_ROLES)
    throw invalid(`field 'Account.Roles' does not match rule: {Min: 1, Max: ${MAX_ROLES}}`)
  check('Account.Status', status, STATUS)
}

/** @throws Refusal 400001, without the password */
export function checkPassword(name: string, password: string): void {
  if (!isGoodPassword(name, password))
    throw invalid(`field 'Account.Password' does not match rule: ${PASSWORD_RULE}`)
}

/** An account as answers show it: without its password. */
export function accountJson({ id, name, roles, status, createTime, updateTime }: Account): Writable {
  return omitEmpty({ id, name, roles, status, createTime, updateTime })
}

export function roleJson({ id, name, perms, createTime, updateTime }: Role): Writable {
  return omitEmpty({ id, name, perms: perms.map(permissionJson), createTime, updateTime })
}

export function permissionJson({ resources, verbs }: Permission): Writable {
  return omitEmpty({
    resources: resources.map(({ type, labels = {} }) =>
      omitEmpty({ type, labels: new Map(Object.entries(labels)) })
    ),
    verbs
  })
}

/** Permissions of a body as they are kept. */
export function permissionsOf({ perms }: ReturnType<typeof roleShape>): readonly Permission[] {
  return perms.map(({ resources, verbs }) => ({
    resources: resources.map(({ type, labels }) =>
      labels.size === 0 ? { type } : { type, labels: Object.fromEntries(labels) }
    ),
    verbs
  }))
}
