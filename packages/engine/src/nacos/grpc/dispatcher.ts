import type { NacosState } from '../state.ts'
import { JsonFields, Undecodable } from '../json-fields.ts'
import { parameterProblem } from '../names.ts'
import type { Checked } from '../names.ts'
import { configRequests } from './config-requests.ts'
import type { Connection, Push } from './connection.ts'
import type { Connections } from './connections.ts'
import { namingRequests } from './naming-requests.ts'
import type { Envelope } from './payload.ts'
import { GrpcRefusal, done, refused } from './replies.ts'
import type { Dispatcher } from './server.ts'

/** How one type of request is served. */
export interface RequestKind {
  readonly responseType: string
  /** False: nobody is asked for a token. @defaultValue true */
  readonly isGuarded?: boolean
  /** What of the request has a shape (nacos.md 11). */
  readonly checked?: (fields: JsonFields) => readonly Checked[]
  /** @throws GrpcRefusal, Undecodable */
  readonly handle: (fields: JsonFields, connection: Connection) => Push
}

export type RequestKinds = Readonly<Record<string, RequestKind>>

const decoder = new TextDecoder()
const CHECK = 'ServerCheckRequest'

/** The requests of nacos.md 4.3, by their type. */
export function createDispatcher(state: NacosState, connections: Connections): Dispatcher {
  const { profile, access, env } = state
  const kinds = new Map<string, RequestKind>(
    Object.entries({
      HealthCheckRequest: {
        responseType: 'HealthCheckResponse',
        isGuarded: false,
        handle: () => done('HealthCheckResponse')
      },
      ...namingRequests(state),
      ...configRequests(state)
    })
  )

  const serve = async (request: Envelope, connection: Connection, kind: RequestKind): Promise<Push> => {
    if (connection.setup === undefined) throw new GrpcRefusal(301, 'Connection is unregistered.')
    const fields = fieldsOf(request)
    connections.heard(connection)
    if (profile.checksParameters) check(kind.checked?.(fields) ?? [])
    if (access.isOn && kind.isGuarded !== false) {
      const refusal = await access.refusal(headerOf(request, 'accessToken'))
      if (refusal !== undefined) throw new GrpcRefusal(403, refusal, { isOwnKind: true })
    }
    return kind.handle(fields, connection)
  }

  const fieldsOf = ({ type, body }: Envelope): JsonFields => {
    try {
      return JsonFields.parse(decoder.decode(body))
    } catch {
      throw undecodable(type)
    }
  }

  const undecodable = (type: string): GrpcRefusal => {
    const what =
      profile.api === '2.1' ? ` for class [com.alibaba.nacos.api.naming.remote.request.${type}]` : ''
    return new GrpcRefusal(502, `errCode: 101, errMsg: Nacos deserialize${what} failed.  `)
  }

  return {
    async answer(request, connection) {
      if (request.type === CHECK) {
        const negotiates = profile.abilities === undefined ? {} : { supportAbilityNegotiation: true }
        return done('ServerCheckResponse', { connectionId: connection.id, ...negotiates })
      }
      const kind = kinds.get(request.type)
      if (kind === undefined) return refused('', new GrpcRefusal(302, 'RequestHandler Not Found'))
      try {
        return await serve(request, connection, kind)
      } catch (error) {
        if (error instanceof GrpcRefusal) return refused(kind.responseType, error)
        if (error instanceof Undecodable) return refused(kind.responseType, undecodable(request.type))
        env.log.error({ err: error, type: request.type }, 'a request of Nacos could not be answered')
        return refused(kind.responseType, new GrpcRefusal(500, 'the engine failed; its log says why'))
      }
    },

    setup(request) {
      if (request.type !== 'ConnectionSetupRequest') return undefined
      const fields = read(request)
      const table = fields?.object('abilityTable')
      return { labels: fields?.object('labels')?.texts() ?? {}, negotiates: table !== undefined }
    },

    registered(connection) {
      const { abilities } = profile
      if (abilities === undefined || connection.setup?.negotiates !== true) return
      connection.send('SetupAckRequest', { abilityTable: abilities, module: 'internal' })
    },

    answeredId: (answer) => read(answer)?.text('requestId')
  }
}

/** What a client says on its stream; undefined when it cannot be read. */
function read({ body }: Envelope): JsonFields | undefined {
  try {
    return JsonFields.parse(decoder.decode(body))
  } catch {
    return undefined
  }
}

function headerOf({ headers }: Envelope, name: string): string | undefined {
  return Object.hasOwn(headers, name) ? headers[name] : undefined
}

function check(all: readonly Checked[]): void {
  for (const each of all) {
    const problem = parameterProblem(each)
    if (problem !== undefined)
      throw new GrpcRefusal(400, `Param check invalid:${problem}`, { isOwnKind: true })
  }
}
