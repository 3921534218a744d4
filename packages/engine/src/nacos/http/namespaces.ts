import { randomUUID } from 'node:crypto'
import type { Answer, Route } from '../../http/types.ts'
import { isNamespaceId, isNamespaceName } from '../namespaces.ts'
import type { Namespace } from '../namespaces.ts'
import { PUBLIC } from '../naming/model.ts'
import type { NacosState } from '../state.ts'
import { envelope, json, refusedEnvelope, text } from './answers.ts'
import { gone } from './gone.ts'
import { Params } from './params.ts'

const QUOTA = 200
const V1 = '/nacos/v1/console/namespaces'
const V3 = '/nacos/v3/admin/core/namespace'

/** Namespaces as the console has them (nacos.md 8). */
export function namespaceRoutes(state: NacosState): readonly Route[] {
  const { profile, namespaces, config, env } = state
  const isOld = profile.api === '2.1'
  const isV3 = profile.api === '3.0'

  const shown = ({ id, name, description }: Namespace): object => ({
    namespace: id,
    namespaceShowName: name,
    ...(isOld && description === undefined ? {} : { namespaceDesc: description ?? null }),
    quota: QUOTA,
    configCount: config.count(id),
    type: isV3 ? 1 : 2
  })
  const shownPublic = (): object => ({
    namespace: isV3 ? PUBLIC : '',
    namespaceShowName: PUBLIC,
    ...(isOld ? {} : { namespaceDesc: 'Default Namespace' }),
    quota: QUOTA,
    configCount: config.count(''),
    type: 0
  })
  const all = (): readonly object[] => [shownPublic(), ...namespaces.all().map(shown)]
  const isPublic = (id: string): boolean => id === '' || id === PUBLIC

  const route = (method: Route['method'], path: string, handle: (params: Params) => Answer): Route => ({
    method,
    path,
    handle: (request) => handle(new Params(request))
  })

  const v1 = [
    route('GET', V1, (params) => {
      if (params.text('checkNamespaceIdExist') === 'true') {
        const id = params.text('customNamespaceId') ?? ''
        return json(namespaces.get(id) !== undefined)
      }
      if (params.text('show') !== 'all') return json({ code: 200, message: null, data: all() })
      const id = params.text('namespaceId') ?? ''
      const found = namespaces.get(id)
      if (found !== undefined) return json(shown(found))
      return isPublic(id) ? json(shownPublic()) : text(`caused: namespaceId [ ${id} ] not exist;`, 500)
    }),
    route('POST', V1, (params) => {
      const given = params.text('customNamespaceId')
      if (given === undefined) {
        const kind = isOld ? 'Required String parameter' : 'Required request parameter'
        return text(`caused: ${kind} 'customNamespaceId' is not present;`, 500)
      }
      const id = given.trim() || randomUUID()
      const name = params.text('namespaceName') ?? ''
      if (!isNamespaceId(id) || !isNamespaceName(name) || isPublic(id)) return json(false)
      return json(namespaces.create({ id, name, description: params.text('namespaceDesc') }))
    }),
    route('PUT', V1, (params) => {
      const id = params.text('namespace') ?? ''
      const name = params.text('namespaceShowName') ?? ''
      if (!isNamespaceName(name)) return json(false)
      namespaces.update({ id, name, description: params.text('namespaceDesc') })
      return json(true)
    }),
    route('DELETE', V1, (params) => {
      namespaces.remove(params.text('namespaceId') ?? '')
      return json(true)
    })
  ]

  const v3 = [
    route('GET', `${V3}/list`, () => envelope(all())),
    route('GET', V3, (params) => {
      const id = params.text('namespaceId') ?? ''
      const found = namespaces.get(id)
      if (found !== undefined) return envelope(shown(found))
      if (isPublic(id)) return envelope(shownPublic())
      return refusedEnvelope(404, 22_001, 'namespace not exist', `namespaceId [ ${id} ] not exist`)
    }),
    route('POST', V3, (params) => {
      const id = params.filled('namespaceId') ?? randomUUID()
      const name = params.text('namespaceName') ?? ''
      if (!isNamespaceId(id) || !isNamespaceName(name)) {
        return refusedEnvelope(400, 22_000, 'illegal namespace', `[${id}] or its name is illegal`)
      }
      const description = params.text('namespaceDesc')
      if (!isPublic(id) && namespaces.create({ id, name, description })) return envelope(true)
      return refusedEnvelope(400, 22_002, 'namespace already exist', `namespaceId [${id}] already exist`)
    }),
    route('PUT', V3, (params) => {
      const name = params.text('namespaceName') ?? ''
      if (!isNamespaceName(name)) return refusedEnvelope(400, 22_000, 'illegal namespace', name)
      namespaces.update({
        id: params.text('namespaceId') ?? '',
        name,
        description: params.text('namespaceDesc')
      })
      return envelope(true)
    }),
    route('DELETE', V3, (params) => {
      namespaces.remove(params.text('namespaceId') ?? '')
      return envelope(true)
    })
  ]

  const v1Gone = (['GET', 'POST', 'PUT', 'DELETE'] as const).map((method) =>
    gone(env.clock, method, '/v1/console/namespaces', `${method} /v3/console/core/namespace/list`, 'console')
  )
  const v2List = '/v2/console/namespace/list'
  if (isV3) {
    const listGone = gone(env.clock, 'GET', v2List, 'GET /v3/console/core/namespace/list', 'console')
    return [...v3, ...v1Gone, listGone]
  }
  return isOld ? v1 : [...v1, route('GET', `/nacos${v2List}`, () => envelope(all()))]
}
