import type { Answer, Route } from '../../http/types.ts'
import type { NacosState } from '../state.ts'
import { envelope, frameworkError, json, text } from './answers.ts'
import { gone } from './gone.ts'

/** Health, state and members of the server (nacos.md 2). @param own where it listens */
export function systemRoutes(
  state: NacosState,
  own: () => { readonly ip: string; readonly port: number }
): readonly Route[] {
  const { profile, access, env } = state
  const { clock } = env

  const route = (path: string, answer: () => Answer): Route => ({
    method: 'GET',
    path: `/nacos${path}`,
    handle: answer
  })
  const missing = (path: string, instead: string, kind: 'admin' | 'console'): Route =>
    gone(clock, 'GET', path, `GET ${instead}`, kind)

  const members = (): readonly object[] => {
    const { ip, port } = own()
    return [{ ip, port, state: 'UP', extendInfo: {}, address: `${ip}:${port}` }]
  }
  const nodes = (): Answer => json({ code: 200, message: null, data: members() })
  const isUp = { status: 'UP' }
  const stateOf = {
    version: profile.version,
    standalone_mode: 'standalone',
    function_mode: null,
    ...(profile.api === '2.1' ? {} : { auth_enabled: String(access.isOn), startup_mode: 'standalone' })
  }

  const common = [
    route('/v1/ns/operator/metrics', () => json(isUp)),
    profile.api === '2.1'
      ? route('/v1/ns/operator/servers', () => json({ servers: members() }))
      : route('/v1/ns/operator/servers', () => {
          const path = '/nacos/v1/ns/operator/servers'
          return frameworkError(clock, 501, `no such api:GET:${path}`, path)
        })
  ]
  if (profile.api === '3.0') {
    return [
      ...common,
      route('/v3/admin/core/state', () => envelope(stateOf)),
      route('/v3/admin/core/state/readiness', () => envelope('ok')),
      route('/v3/admin/core/state/liveness', () => envelope('ok')),
      route('/v3/admin/ns/ops/metrics', () => envelope(isUp)),
      missing('/v1/console/health/readiness', '/v3/console/health/readiness', 'console'),
      missing('/v1/console/health/liveness', '/v3/console/health/liveness', 'console'),
      missing('/v2/console/health/readiness', '/v3/console/health/readiness', 'console'),
      missing('/v1/console/server/state', '/v3/console/server/state', 'console'),
      missing('/v2/ns/operator/metrics', '/v3/admin/ns/ops/metrics', 'admin'),
      missing('/v1/core/cluster/nodes', '/v3/admin/core/cluster/node/list', 'console')
    ]
  }
  const both = [
    ...common,
    route('/v1/console/health/readiness', () => text('OK')),
    route('/v1/console/health/liveness', () => text('OK')),
    route('/v1/console/server/state', () => json(stateOf)),
    route('/v1/core/cluster/nodes', nodes)
  ]
  if (profile.api === '2.1') return both
  return [
    ...both,
    route('/v2/console/health/readiness', () => envelope('ok')),
    route('/v2/console/health/liveness', () => envelope('ok')),
    route('/v2/ns/operator/metrics', () => envelope(isUp))
  ]
}
