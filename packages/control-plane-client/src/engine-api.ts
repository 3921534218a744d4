import type { Env } from '@node-chassis/core'
import { createEndpoint } from '@node-chassis/transport'
import type { Endpoint } from '@node-chassis/transport'
import { checkAddress } from './address-option.ts'
import { createRenewingToken, endOfJwt } from './auth/renewing-token.ts'
import type { Input } from './build-request.ts'
import type { CallOptions } from './call-options.ts'
import { invalidInput } from './control-plane-error.ts'
import type { EngineOperations } from './generated/servicecomb-engine-methods.ts'
import { methodsOf } from './methods.ts'
import type { Answer, InputOf, OperationId, ResultOf } from './operation-types.ts'
import { send } from './send.ts'
import type { Session } from './send.ts'

export interface EngineApiOptions {
  readonly env: Env
  /** Address of the registry, e.g. `https://10.0.0.5:30100`; `engineAddresses` has it. */
  readonly registry?: string | undefined
  /** Address of the configuration centre, mostly port 30110. */
  readonly config?: string | undefined
  /** Account of an engine with security authentication. */
  readonly account?: { readonly name: string; readonly password: string } | undefined
  /** In place of an account: gives a token that was got elsewhere, e.g. by createEngineToken. Its life is in its `exp`. */
  readonly token?: (() => Promise<string>) | undefined
  /** Certificates (PEM) that are trusted: engines have private ones. @defaultValue Node's own */
  readonly ca?: string | readonly string[] | undefined
  /** @defaultValue `default` */
  readonly projectId?: string | undefined
  /** Limit of one attempt, ms. @defaultValue 30000 */
  readonly timeoutMs?: number
  /** @defaultValue 2 */
  readonly retries?: number
}

/** What an engine itself serves: a method for each of the 27 operations of chapter 7. */
export interface EngineApi extends EngineOperations, AsyncDisposable {
  /** Sends an operation by its name and gives status and headers too: revisions are there. @throws as that method */
  send<Id extends keyof EngineOperations>(
    id: Id,
    input?: InputOf<Id>,
    options?: CallOptions
  ): Promise<Answer<ResultOf<Id>>>
  /** Ends running requests. Twice does no harm. */
  close(): Promise<void>
}

/** @throws ConfigError `CHS_CONFIG_INVALID` naming the address */
export function createEngineApi(options: EngineApiOptions): EngineApi {
  const { env, account, projectId = 'default' } = options
  const open = (key: 'registry' | 'config'): Endpoint | undefined => {
    const url = options[key]
    if (url === undefined) return undefined
    const { ca, timeoutMs } = options
    return createEndpoint({
      env,
      url: checkAddress(key, url, false),
      ca,
      ...(timeoutMs !== undefined && { timeoutMs })
    })
  }
  const endpoints = { registry: open('registry'), config: open('config') }
  let closed = false

  const issue =
    account === undefined
      ? options.token
      : async (): Promise<string> => {
          const { body } = await ask('createToken', { body: account })
          return (body as ResultOf<'createToken'>).token
        }
  const token =
    issue &&
    createRenewingToken(env.clock, async () => {
      const text = await issue()
      return { token: text, expiresAt: endOfJwt(text, env.clock.wallNow()) }
    })

  const session: Session = {
    env,
    retries: options.retries ?? 2,
    get closed() {
      return closed
    },
    secrets: account === undefined ? [] : [account.password],
    endpointOf(id, row) {
      const key = row.server === 'config' ? 'config' : 'registry'
      const endpoint = endpoints[key]
      if (endpoint === undefined) throw invalidInput(id, `the client was given no ${key} address`)
      return endpoint
    },
    fallbacks: () => Promise.resolve({ projectId, enterpriseProjectId: undefined, engineId: undefined }),
    async authorize({ row }, signal) {
      if (token === undefined || row.security === 'none') return {}
      return { Authorization: `Bearer ${await token.get(signal)}` }
    },
    renew({ Authorization: sent }) {
      if (token === undefined || sent === undefined) return false
      token.drop(sent.slice('Bearer '.length))
      return true
    }
  }
  const ask = (id: OperationId, input?: Input, call?: CallOptions): Promise<Answer<unknown>> =>
    send(session, id, id === 'deleteMicroservices' ? withForceTwice(input) : input, call)
  const close = async (): Promise<void> => {
    closed = true
    await Promise.all([endpoints.registry?.close(), endpoints.config?.close()])
  }
  return {
    ...methodsOf<EngineOperations>('engine', ask),
    send: (id, input, call) => ask(id, input, call) as never,
    close,
    [Symbol.asyncDispose]: close
  }
}

/** The reference has `force` in the query, open-source servers read the body (7.3.5). */
function withForceTwice(input: Input | undefined): Input | undefined {
  const body = input?.['body']
  if (typeof body !== 'object' || body === null) return input
  const force = input?.['force'] ?? (body as { force?: unknown }).force
  return force === undefined ? input : { ...input, force, body: { ...body, force } }
}
