import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { once } from 'node:events'
import { silentLogger, systemEnv } from '@node-chassis/core'
import { createControlPlane, listPolicies, policyKind } from '@node-chassis/control-plane-client'
import type { ControlPlane, PolicyKind } from '@node-chassis/control-plane-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

// The answers of a real service-center, recorded, to the calls of this client: the cloud's server descends from it.
interface Recorded {
  readonly flow: string
  readonly note: string
  readonly request?: { readonly method: string; readonly path: string; readonly body?: unknown }
  readonly response: {
    readonly status: number
    readonly headers?: Record<string, string>
    readonly body?: unknown
  }
}

const recorded = readFileSync(path.join(import.meta.dirname, 'transcripts/governance-api.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded)
  .filter((one): one is Recorded & { request: NonNullable<Recorded['request']> } => one.request !== undefined)
  .map((one) => {
    const [, kind = '', id] = /^\/v1\/[^/]+\/gov\/([^/?]+)(?:\/([^?]+))?/.exec(one.request.path) ?? []
    return { ...one, kind, id, title: `${one.flow}: ${one.note} (${kind})` }
  })

let answer: Recorded['response']
let cloud: ControlPlane
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(answer.status, { 'Content-Type': answer.headers?.['Content-Type'] ?? 'text/plain' })
    response.end(
      typeof answer.body === 'string' || answer.body === undefined ? answer.body : JSON.stringify(answer.body)
    )
  })
})

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  cloud = createControlPlane({
    env: systemEnv(silentLogger),
    credentials: { token: 'token' },
    endpoint: url,
    iamEndpoint: url,
    projectId: 'p',
    engineId: 'e',
    retries: 0
  })
})
afterAll(async () => {
  await cloud.close()
  server.closeAllConnections()
  server.close()
})

const isKnown = ({ kind }: { readonly kind: string }): boolean => policyKind(kind) === kind
const gets = recorded.filter(({ request }) => request.method === 'GET')

describe('lists', () => {
  const lists = gets.filter((one) => isKnown(one) && one.id === undefined && one.response.status === 200)
  test.each(lists)('$title', async ({ kind, response }) => {
    answer = response
    const policies = await listPolicies(cloud, { environment: 'all', kinds: [kind as PolicyKind] })
    const ids = (response.body as { id: string }[]).map(({ id }) => id)
    expect(policies.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
    for (const policy of policies) expect(policy.kind).toBe(kind)
  })

  test.each(gets.filter(({ kind, response }) => kind === 'display' && response.status === 200))(
    '$title',
    async ({ response }) => {
      answer = response
      expect(await cloud.listGovernancePolicies({ environment: 'all' })).toEqual(response.body)
    }
  )
})

describe('changes', () => {
  const changes = recorded.filter((one) => isKnown(one) && one.request.method !== 'GET')
  test.each(changes)('$title', async ({ kind, id, request, response }) => {
    answer = response
    const where = { kind: kind as PolicyKind }
    const body = { name: 'x', spec: {} }
    const call =
      request.method === 'POST'
        ? cloud.createGovernancePolicy({ ...where, body })
        : request.method === 'PUT'
          ? cloud.updateGovernancePolicy({ ...where, policyId: id ?? 'x', body })
          : cloud.deleteGovernancePolicy({ ...where, policyId: id ?? 'x' })
    if (response.status === 200) {
      // Created: an id. Changed, deleted: nothing at all.
      expect(await call).toEqual(response.body ?? {})
      return
    }
    const { errorCode, detail } = (typeof response.body === 'object' ? response.body : {}) as Record<
      string,
      string
    >
    await expect(call).rejects.toMatchObject({
      code: 'CHS_CLOUD_REFUSED',
      statusCode: response.status,
      ...(errorCode !== undefined && { cloudCode: errorCode }),
      ...(detail !== undefined && { message: expect.stringContaining(detail) as string })
    })
  })
})

describe('single policies', () => {
  test.each(gets.filter((one) => isKnown(one) && one.id !== undefined))(
    '$title',
    async ({ kind, id, response }) => {
      answer = response
      const call = cloud.getGovernancePolicy({ kind: kind as PolicyKind, policyId: id! })
      if (response.status === 200) expect(await call).toEqual(response.body)
      else await expect(call).rejects.toMatchObject({ statusCode: response.status })
    }
  )
})
