import type { Answer, EngineRequest, Route } from '../http/types.ts'
import { omitEmpty, writeJson } from '../json/write.ts'
import type { Writable } from '../json/write.ts'
import { Refusal, invalid } from '../registry/errors.ts'
import { DONE, jsonAnswer, objectAnswer } from '../registry/wire.ts'
import type { Accounts } from './accounts.ts'
import { createLogin, prove } from './login.ts'
import {
  accountJson,
  accountShape,
  batchShape,
  bodyOf,
  passwordShape,
  permissionJson,
  permissionsOf,
  roleJson,
  roleShape
} from './model.ts'
import type { AccountBody } from './model.ts'
import type { RbacStore } from './store.ts'
import type { Throttle } from './throttle.ts'
import type { Tokens } from './tokens.ts'

const MAX_BATCH = 20

/** Login, accounts and roles (registry.md 13.2, 13.5, 13.6), and accounts under the cloud's paths (control-plane.md 5.5). */
export function rbacRoutes(parts: {
  readonly store: RbacStore
  readonly accounts: Accounts
  readonly throttle: Throttle
  readonly tokens: Tokens
}): readonly Route[] {
  const { store, accounts, throttle } = parts

  const createBatch = async (request: EngineRequest): Promise<Answer> => {
    const { accounts: bodies } = bodyOf(request, batchShape)
    if (bodies.length === 0 || bodies.length > MAX_BATCH)
      throw invalid(
        `field 'BatchCreateAccountsRequest.Accounts' does not match rule: {Min: 1, Max: ${MAX_BATCH}}`
      )
    const results: Writable[] = []
    for (const body of bodies) results.push(await created(body))
    return objectAnswer({ accounts: results })
  }
  const created = async (body: AccountBody): Promise<Writable> => {
    try {
      await accounts.create(body)
      return { name: body.name }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return { name: body.name, ...error.body() }
    }
  }

  const changePassword = async (request: EngineRequest): Promise<void> => {
    const { currentPassword, password } = bodyOf(request, passwordShape)
    const name = nameOf(request)
    const { account, isAdmin } = callerIn(request)
    if (name !== account) {
      if (!isAdmin) throw new Refusal(403001, "can not change other account's password")
      return accounts.setPassword(name, password)
    }
    accounts.get(name)
    await prove(throttle, name, request, 401207, () => accounts.isPassword(name, currentPassword))
    if (password === currentPassword) throw new Refusal(400206, 'the new password is the current one')
    await accounts.setPassword(name, password)
  }
  const updateAccount = (request: EngineRequest): void =>
    accounts.update(nameOf(request), callerIn(request).account, bodyOf(request, accountShape))
  const deleteAccount = (request: EngineRequest): void =>
    accounts.delete(nameOf(request), callerIn(request).account)

  return [
    { method: 'POST', path: '/v4/token', handle: createLogin(parts) },
    {
      method: 'GET',
      path: '/v4/self-perms',
      handle: (request) => objectAnswer({ perms: callerIn(request).permissions().map(permissionJson) })
    },

    {
      method: 'POST',
      path: '/v4/accounts',
      handle: done((request) => accounts.create(bodyOf(request, accountShape)))
    },
    { method: 'POST', path: '/v4/accounts/batch-create', handle: createBatch },
    { method: 'GET', path: '/v4/accounts', handle: () => listed(store.accounts().map(accountJson)) },
    {
      method: 'GET',
      path: '/v4/accounts/:name',
      handle: (request) => jsonAnswer(writeJson(accountJson(accounts.get(nameOf(request)))))
    },
    { method: 'PUT', path: '/v4/accounts/:name', handle: done(updateAccount) },
    { method: 'DELETE', path: '/v4/accounts/:name', handle: done(deleteAccount) },
    { method: 'POST', path: '/v4/accounts/:name/password', handle: done(changePassword) },
    {
      method: 'GET',
      path: '/v4/account-locks',
      handle: () => {
        const data = throttle.locks().map((lock) => ({ ...lock }))
        return jsonAnswer(writeJson({ total: data.length, data }))
      }
    },

    {
      method: 'POST',
      path: '/v4/roles',
      handle: done((request) => {
        const body = bodyOf(request, roleShape)
        accounts.createRole(body.name, permissionsOf(body))
      })
    },
    { method: 'GET', path: '/v4/roles', handle: () => listed(store.roles().map(roleJson)) },
    {
      method: 'GET',
      path: '/v4/roles/:name',
      handle: (request) => jsonAnswer(writeJson(roleJson(accounts.getRole(nameOf(request)))))
    },
    {
      method: 'PUT',
      path: '/v4/roles/:name',
      handle: done((request) =>
        accounts.updateRole(nameOf(request), permissionsOf(bodyOf(request, roleShape)))
      )
    },
    {
      method: 'DELETE',
      path: '/v4/roles/:name',
      handle: done((request) => accounts.deleteRole(nameOf(request)))
    },

    { method: 'PUT', path: '/v3/:project/accounts/:name', handle: succeeded(updateAccount) },
    { method: 'DELETE', path: '/v3/:project/accounts/:name', handle: succeeded(deleteAccount) },
    { method: 'POST', path: '/v3/:project/accounts/:name/password', handle: succeeded(changePassword) }
  ]
}

function nameOf(request: EngineRequest): string {
  return request.params['name'] ?? ''
}

/** @throws Refusal 401204; the guard lets nobody come here without a token */
function callerIn({ caller }: EngineRequest): NonNullable<EngineRequest['caller']> {
  if (caller === undefined) throw new Refusal(401204)
  return caller
}

type Action = (request: EngineRequest) => void | Promise<void>

function done(action: Action): Route['handle'] {
  return async (request) => {
    await action(request)
    return DONE
  }
}

/** As the cloud says that something was done. */
function succeeded(action: Action): Route['handle'] {
  return async (request) => {
    await action(request)
    return objectAnswer({ result: 'success' })
  }
}

function listed(data: readonly Writable[]): Answer {
  return jsonAnswer(writeJson(omitEmpty({ total: data.length, data })))
}
