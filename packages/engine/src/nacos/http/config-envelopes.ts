import type { Answer, EngineRequest, Route } from '../../http/types.ts'
import { searchDocuments } from '../config/search.ts'
import type { Document, DocumentName } from '../config/store.ts'
import { nameProblem, writeProblem } from '../config/writes.ts'
import { parameterProblem } from '../names.ts'
import { PUBLIC } from '../naming/model.ts'
import type { NacosState } from '../state.ts'
import { HttpRefusal, envelope, refusedEnvelope, text } from './answers.ts'
import { documentHeaders } from './config-v1.ts'
import { gone } from './gone.ts'
import { Params } from './params.ts'

const NOT_FOUND = 20_004
const CONFLICT = 20_005
const INVALID = 20_002
const V2 = '/v2/cs/config'
const V3 = '/v3/client/cs/config'
const ADMIN = '/v3/admin/cs/config'

/** Configuration in envelopes: `/v2/cs/config` of 2.2 to 2.5, `/v3/client` and `/v3/admin` of 3.x (nacos.md 7). */
export function configEnvelopeRoutes(state: NacosState): readonly Route[] {
  const { profile, config, env } = state
  if (profile.envelopes === undefined) return []
  const groupParam = profile.envelopes === 'v2' ? 'group' : 'groupName'

  const required = (params: Params, name: string): string => {
    const value = params.text(name)
    if (value !== undefined) return value
    throw new HttpRefusal(text(`caused: Required parameter '${name}' type String is not present;`, 400))
  }
  const nameOf = (params: Params): DocumentName => {
    const tenant = params.text('namespaceId') ?? ''
    const name = {
      dataId: required(params, 'dataId'),
      group: required(params, groupParam),
      tenant: tenant === PUBLIC ? '' : tenant
    }
    const problem = parameterProblem({ ...name, namespaceId: name.tenant })
    if (problem !== undefined) throw new HttpRefusal(text(`${problem}\r\n`, 400))
    const other = nameProblem(name, profile)
    if (other !== undefined) throw new HttpRefusal(invalid(other))
    return name
  }
  const invalid = (problem: string): Answer =>
    refusedEnvelope(400, INVALID, 'parameter validate error', problem)

  const route = (
    method: Route['method'],
    path: string,
    handle: (params: Params, request: EngineRequest) => Answer
  ): Route => ({
    method,
    path: `/nacos${path}`,
    handle: (request) => handle(new Params(request), request)
  })

  const publish = (params: Params, request: EngineRequest): Answer => {
    const draft = {
      ...nameOf(params),
      content: required(params, 'content'),
      type: params.filled('type'),
      appName: params.filled('appName'),
      encryptedDataKey: params.filled('encryptedDataKey')
    }
    const problem = writeProblem(draft, profile)
    if (problem !== undefined) return invalid(problem)
    if (config.putIf(draft, request.header('casmd5'))) return envelope(true)
    return refusedEnvelope(
      409,
      CONFLICT,
      'resource conflict',
      'Cas publish fail, server md5 may have changed.'
    )
  }
  const remove = (params: Params): Answer => {
    config.remove(nameOf(params))
    return envelope(true)
  }

  if (profile.envelopes === 'v2') {
    return [
      route('POST', V2, publish),
      route('DELETE', V2, remove),
      route('GET', V2, (params) => {
        const document = config.get(nameOf(params))
        if (document === undefined) {
          return refusedEnvelope(404, NOT_FOUND, 'resource not found', 'config data not exist')
        }
        const { 'Content-Type': _, ...headers } = documentHeaders(document)
        return envelope(document.content, headers)
      })
    ]
  }
  const missing = (): Answer => refusedEnvelope(200, NOT_FOUND, 'resource not found', null)
  const admin = (method: Route['method']): Route => gone(env.clock, method, V2, `${method} ${ADMIN}`, 'admin')
  return [
    route('GET', V3, (params) => {
      const document = config.get(nameOf(params))
      return document === undefined ? missing() : envelope(forClients(document))
    }),
    route('POST', ADMIN, publish),
    route('DELETE', ADMIN, remove),
    route('GET', ADMIN, (params) => {
      const document = config.get(nameOf(params))
      return document === undefined ? missing() : envelope({ ...listed(document), ...detailed(document) })
    }),
    // Its items have no content: a client has to get each (nacos.md 7.3).
    route('GET', `${ADMIN}/list`, (params) => {
      const tenant = params.text('namespaceId') ?? ''
      const search = {
        kind: params.text('search') === 'accurate' ? 'accurate' : 'blur',
        tenant: tenant === PUBLIC ? '' : tenant,
        group: params.text('groupName') ?? '',
        dataId: params.text('dataId') ?? '',
        pageNo: params.number('pageNo') ?? 1,
        pageSize: params.number('pageSize') ?? 100
      } as const
      return envelope(searchDocuments(config, search, listed))
    }),
    admin('GET'),
    admin('POST'),
    admin('DELETE')
  ]
}

function forClients({ content, encryptedDataKey, type, md5, modifiedAt }: Document): object {
  return {
    resultCode: 200,
    errorCode: 0,
    message: null,
    requestId: null,
    content,
    encryptedDataKey,
    contentType: type,
    md5,
    lastModified: Math.floor(modifiedAt),
    tag: null,
    beta: false,
    success: true
  }
}

function listed({ id, tenant, group, dataId, md5, type, appName, createdAt, modifiedAt }: Document): object {
  return {
    id,
    namespaceId: tenant === '' ? PUBLIC : tenant,
    groupName: group,
    dataId,
    md5,
    type,
    appName,
    createTime: Math.floor(createdAt),
    modifyTime: Math.floor(modifiedAt)
  }
}

function detailed({ content, encryptedDataKey }: Document): object {
  return { content, desc: null, encryptedDataKey, createUser: null, createIp: null, configTags: null }
}
