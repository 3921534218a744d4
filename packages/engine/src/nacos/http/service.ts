import type { Answer, EngineRequest, Route, Service } from '../../http/types.ts'
import { BodyTooLarge } from '../../http/body.ts'
import type { LongPolls } from '../config/long-polls.ts'
import type { HttpClients } from '../naming/http-clients.ts'
import type { NacosState } from '../state.ts'
import { HttpRefusal, frameworkError, text } from './answers.ts'
import { configEnvelopeRoutes } from './config-envelopes.ts'
import { configV1Routes } from './config-v1.ts'
import { loginRoutes } from './login.ts'
import { namespaceRoutes } from './namespaces.ts'
import { namingEnvelopeRoutes } from './naming-envelopes.ts'
import { namingV1Routes } from './naming-v1.ts'
import { systemRoutes } from './system.ts'

// A document of 10 MiB (nacos.md 11), and what percent-encoding makes of it.
const MAX_BODY_BYTES = 30 * 1024 * 1024

/** Nacos's HTTP side: paths below `/nacos`. @param own where it listens */
export function nacosService(
  state: NacosState,
  parts: {
    readonly clients: HttpClients
    readonly polls: LongPolls
    readonly own: () => { readonly ip: string; readonly port: number }
  }
): Service {
  const { access, env, profile } = state
  // Nobody is asked for a token here (nacos.md 3, A6).
  const open = [...systemRoutes(state, parts.own), ...loginRoutes(state)]
  const isOpen = new Set<Route>(open)
  const noMessage = (request: EngineRequest): string =>
    profile.api === '3.0' ? `No endpoint ${request.method} ${request.path}.` : 'No message available'

  const guard = async (request: EngineRequest, route: Route): Promise<Answer | undefined> => {
    if (!access.isOn || isOpen.has(route) || access.isServer((name) => request.header(name))) return undefined
    const refusal = await access.refusal(tokenOf(request))
    return refusal === undefined ? undefined : frameworkError(env.clock, 403, refusal, request.path)
  }

  return {
    name: 'nacos',
    routes: [
      ...open,
      ...namingV1Routes(state, parts.clients),
      ...namingEnvelopeRoutes(state, parts.clients),
      ...configV1Routes(state, parts.polls),
      ...configEnvelopeRoutes(state),
      ...namespaceRoutes(state)
    ],
    maxBodyBytes: MAX_BODY_BYTES,
    guard,
    notFound: (request) => frameworkError(env.clock, 404, noMessage(request), request.path),
    methodNotAllowed: (request) =>
      frameworkError(env.clock, 405, `Request method '${request.method}' not supported`, request.path),
    failed(request, error) {
      if (error instanceof HttpRefusal) return error.answer
      if (error instanceof BodyTooLarge) {
        return frameworkError(env.clock, 413, 'the body is too large', request.path)
      }
      request.log.error({ err: error, path: request.path }, 'a request of Nacos could not be answered')
      return text('caused: the engine failed, its log says why;', 500)
    }
  }
}

/** nacos.md 3: in a header, in the query, or as a bearer. */
function tokenOf(request: EngineRequest): string | undefined {
  const [, bearer] = /^Bearer (.+)$/.exec(request.header('authorization') ?? '') ?? []
  return request.header('accesstoken') ?? request.query.get('accessToken') ?? bearer
}
