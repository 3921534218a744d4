import { LifecycleError } from '@node-chassis/core'
import type { Env } from '@node-chassis/core'
import type { EngineRequest, Route } from '../http/types.ts'
import { Accounts } from './accounts.ts'
import type { Caller } from './caller.ts'
import { callerOf, createGuard } from './guard.ts'
import type { Guard } from './guard.ts'
import { PASSWORD_RULE, isGoodPassword } from './passwords.ts'
import { ROOT } from './records.ts'
import { rbacRoutes } from './routes.ts'
import { RbacStore } from './store.ts'
import { createThrottle } from './throttle.ts'
import { createPrivateKeyPem, createTokens } from './tokens.ts'

export interface RbacOptions {
  /** Password of the account `root`, unless a journal knows another one already. Rule: registry.md 13.5. */
  readonly rootPassword: string
  /** RSA key (PKCS#8 PEM) that signs the tokens. @defaultValue a new one, so that tokens end with the engine */
  readonly privateKeyPem?: string
  /**
   * An id of no service answers 401201 to whoever is no administrator, as service-center does (registry.md 13.4).
   * @defaultValue false: the same 400012 and 400017 as for everybody
   */
  readonly unknownIsUnauthorized?: boolean
}

/** Accounts, roles and tokens, for both sides of an engine. */
export interface Rbac extends Guard {
  /** What a journal has to keep. */
  readonly store: RbacStore
  /** Routes of the registry that exist only with RBAC. */
  readonly routes: readonly Route[]
  /** Adds the built-in roles and `root`, where the store has none yet: after a journal was read, before anybody is served. */
  begin(): Promise<void>
  /** Who sends a request, by its token alone. @throws Refusal 401201, 401204, 401205 */
  callerOf(request: EngineRequest): Promise<Caller>
}

/** @throws LifecycleError `CHS_INVALID_ARGUMENT` when password or key cannot be used; the message holds neither */
export async function createRbac(env: Env, options: RbacOptions): Promise<Rbac> {
  const { rootPassword, unknownIsUnauthorized = false } = options
  if (!isGoodPassword(ROOT, rootPassword)) {
    throw new LifecycleError('CHS_INVALID_ARGUMENT', `the password of ${ROOT} must have ${PASSWORD_RULE}`)
  }
  const tokens = createTokens(env.clock, options.privateKeyPem ?? (await createPrivateKeyPem()))
  const store = new RbacStore()
  const accounts = new Accounts(store, env.clock)
  const throttle = createThrottle(env.clock)
  return {
    store,
    routes: rbacRoutes({ store, accounts, throttle, tokens }),
    begin: () => accounts.addBuiltIns(rootPassword),
    ...createGuard({ tokens, store, unknownIsUnauthorized }),
    callerOf: (request) => callerOf(request, tokens, store)
  }
}
