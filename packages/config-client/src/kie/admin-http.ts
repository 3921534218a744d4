import type { Env } from '@node-chassis/core'
import { createEngineHttp } from '@node-chassis/transport'
import type { EngineAnswer, EngineHttpOptions, EngineRequest } from '@node-chassis/transport'
import { refusal } from './answers.ts'

export interface KieAdminOptions extends Pick<EngineHttpOptions, 'auth' | 'tls' | 'proxy'> {
  readonly env: Env
  /** At least one. */
  readonly addresses: readonly string[]
  /** Key or option the addresses came from; errors name it. @defaultValue `servicecomb.kie.serverUri` */
  readonly addressKey?: string
  /** @defaultValue `default` */
  readonly project?: string
}

/** Requests to `/v1/{project}/kie`. */
export interface AdminHttp {
  /**
   * @param request its path is what stands behind `/v1/{project}/kie`
   * @param resend whether the request means the same when it arrives twice
   * @throws ConfigError CHS_CONFIG_REFUSED or CHS_CONFIG_UNAVAILABLE for a status that is not accepted
   */
  ask(request: EngineRequest, accepted: readonly number[], resend?: boolean): Promise<EngineAnswer>
  close(): Promise<void>
}

/** @throws ConfigError CHS_CONFIG_INVALID for an address that is none */
export function createAdminHttp(options: KieAdminOptions): AdminHttp {
  const http = createEngineHttp({
    env: options.env,
    engine: 'configuration centre',
    addresses: options.addresses,
    addressKey: options.addressKey ?? 'servicecomb.kie.serverUri',
    unavailable: 'CHS_CONFIG_UNAVAILABLE',
    readinessPath: '/v1/health',
    auth: options.auth,
    tls: options.tls,
    proxy: options.proxy
  })
  const base = `/v1/${encodeURIComponent(options.project ?? 'default')}/kie`
  return {
    async ask(request, accepted, resend = true) {
      const send = (): Promise<EngineAnswer> =>
        http.request({
          ...request,
          path: base + request.path,
          headers: { 'Content-Type': 'application/json' }
        })
      // A kept connection that the centre has closed meanwhile.
      const answer = await send().catch((error: unknown) => {
        if (!resend || !connectionLost(error)) throw error
        return send()
      })
      if (!accepted.includes(answer.status)) throw refusal(answer)
      return answer
    },
    close: () => http.close()
  }
}

function connectionLost(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE'
}
