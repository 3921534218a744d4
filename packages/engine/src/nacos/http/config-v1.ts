import type { Answer, EngineRequest, Route } from '../../http/types.ts'
import { listeningAnswer, parseListening } from '../config/long-polls.ts'
import type { LongPolls } from '../config/long-polls.ts'
import { searchDocuments } from '../config/search.ts'
import type { Document, DocumentName } from '../config/store.ts'
import { tenantOf } from '../config/tenants.ts'
import type { TenantUse } from '../config/tenants.ts'
import { nameProblem, writeProblem } from '../config/writes.ts'
import { parameterProblem } from '../names.ts'
import type { NacosState } from '../state.ts'
import { HttpRefusal, json, text } from './answers.ts'
import { gone } from './gone.ts'
import { Params } from './params.ts'

// nacos.md 7.1
const SHORTEST_POLL_MS = 10_000
const EARLIER_MS = 500

/** `/v1/cs/configs` and its long poll (nacos.md 7). */
export function configV1Routes(state: NacosState, polls: LongPolls): readonly Route[] {
  const { profile, config, env } = state
  const isOld = profile.api === '2.1'
  const mistake = (message: string, status = profile.mistakeStatus as number): Answer =>
    text(`caused: ${message};`, status)

  const required = (params: Params, name: string): string => {
    const value = params.text(name)
    if (value !== undefined) return value
    const words = isOld
      ? `Required String parameter '${name}' is not present`
      : `Required parameter '${name}' type String is not present`
    throw new HttpRefusal(mistake(words))
  }

  const checked = (name: DocumentName): DocumentName => {
    const { tenant, group, dataId } = name
    const problem = profile.checksParameters
      ? parameterProblem({ namespaceId: tenant, group, dataId })
      : undefined
    if (problem !== undefined) throw new HttpRefusal(text(`${problem}\r\n`, 400))
    const other = nameProblem(name, profile)
    if (other !== undefined) throw new HttpRefusal(mistake(other))
    return name
  }

  const nameOf = (params: Params, use: TenantUse): DocumentName =>
    checked({
      dataId: required(params, 'dataId'),
      group: required(params, 'group'),
      tenant: tenantOf(profile, params.text('tenant'), use)
    })

  const get = (params: Params, request: EngineRequest): Answer | Promise<Answer> => {
    const kind = params.text('search')
    if (kind === 'blur' || kind === 'accurate') return search(params, kind, request)
    if (params.text('show') === 'all') return detail(params, request)
    const document = config.get(nameOf(params, 'httpRead'))
    if (document === undefined) return text('config data not exist\n', 404)
    return { ...text(document.content), headers: documentHeaders(document) }
  }

  const listRoute = gone(env.clock, 'GET', '/v1/cs/configs', 'GET /v3/console/cs/config/list', 'console')
  const detailRoute = gone(env.clock, 'GET', '/v1/cs/configs', 'GET /v3/console/cs/config', 'console')

  const search = (
    params: Params,
    kind: 'blur' | 'accurate',
    request: EngineRequest
  ): Answer | Promise<Answer> => {
    if (profile.api === '3.0') return listRoute.handle(request)
    const found = searchDocuments(
      config,
      {
        kind,
        tenant: tenantOf(profile, params.text('tenant'), 'httpRead'),
        group: params.text('group') ?? '',
        dataId: params.text('dataId') ?? '',
        pageNo: params.number('pageNo') ?? 1,
        pageSize: params.number('pageSize') ?? 100
      },
      (each) => ({
        id: each.id,
        dataId: each.dataId,
        group: each.group,
        content: each.content,
        md5: null,
        encryptedDataKey: each.encryptedDataKey,
        tenant: each.tenant,
        appName: each.appName,
        type: isOld ? null : each.type
      })
    )
    return json(found)
  }

  const detail = (params: Params, request: EngineRequest): Answer | Promise<Answer> => {
    if (profile.api === '3.0') return detailRoute.handle(request)
    const document = config.get(nameOf(params, 'httpRead'))
    if (document === undefined) return text('', 200)
    const { id, dataId, group, content, md5, tenant, appName, type } = document
    const times = { createTime: Math.floor(document.createdAt), modifyTime: Math.floor(document.modifiedAt) }
    return json({ id, dataId, group, content, md5, tenant, appName, type, ...times })
  }

  const publish = (params: Params, request: EngineRequest): Answer => {
    const draft = {
      ...nameOf(params, 'write'),
      content: required(params, 'content'),
      type: params.filled('type'),
      appName: params.filled('appName'),
      encryptedDataKey: params.filled('encryptedDataKey')
    }
    const problem = writeProblem(draft, profile)
    if (problem !== undefined) return mistake(problem)
    const casMd5 = profile.comparesAndSets ? request.header('casmd5') : undefined
    if (config.putIf(draft, casMd5)) return json(true)
    // nacos.md 7: each version has its own way to say so.
    return profile.api === '3.0'
      ? json(false, 500)
      : mistake('Cas publish fail, server md5 may have changed.', 500)
  }

  const listen = async (params: Params, request: EngineRequest): Promise<Answer> => {
    const known = parseListening(params.text('Listening-Configs') ?? '')
    if (known === undefined) return mistake('invalid probeModify', 400)
    const timeoutMs = Number(request.header('long-pulling-timeout') ?? NaN)
    // Java's short poll puts its answer where no client finds it (C19).
    if (Number.isNaN(timeoutMs)) return listening('')
    const changed = polls.changedOf(known)
    const isHanging = request.header('long-pulling-timeout-no-hangup') !== 'true'
    if (changed.length > 0 || !isHanging) return listening(listeningAnswer(changed))
    const ms = Math.max(SHORTEST_POLL_MS, timeoutMs - EARLIER_MS)
    return listening(listeningAnswer(await polls.wait(known, ms, request.signal)))
  }

  const route = (
    method: Route['method'],
    path: string,
    handle: (params: Params, request: EngineRequest) => Answer | Promise<Answer>
  ): Route => ({
    method,
    path: `/nacos/v1/cs/configs${path}`,
    handle: (request) => handle(new Params(request), request)
  })

  return [
    route('GET', '', get),
    route('POST', '', publish),
    route('DELETE', '', (params) => {
      config.remove(nameOf(params, 'write'))
      return json(true)
    }),
    route('POST', '/listener', listen)
  ]
}

/** Java answers its text as JSON here. */
function listening(body: string): Answer {
  return { ...json(null), body }
}

/** What clients read beside the content (nacos.md 7). */
export function documentHeaders({ md5, type, modifiedAt }: Document): Readonly<Record<string, string>> {
  return {
    'Content-Type': 'text/plain;charset=UTF-8',
    'Content-MD5': md5,
    'Config-Type': type,
    'Last-Modified': new Date(modifiedAt).toUTCString()
  }
}
