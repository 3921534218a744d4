import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import findMyWay from 'find-my-way'
import type { HTTPMethod } from 'find-my-way'
import { readContracts } from './contract.ts'
import type { Contract } from './contract.ts'
import { EXAMPLES, PROJECT } from './examples.ts'
import { verifySignature } from './signature.ts'
import { State } from './state.ts'
import type { Reply } from './reply.ts'

/** A failure to be played: `drop` before the request is carried out, `lost` after it. */
type Fault =
  | 'drop'
  | 'lost'
  | 'hang'
  | 'html'
  | 'html-502'
  | 'truncated'
  | 'empty'
  | 'redirect'
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }

/** A request as it arrived. */
interface Arrived {
  readonly operation: string
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
  readonly changes: boolean
}

export interface SimulatedCloud {
  /** `https://localhost:port`: the cloud, IAM, and an engine's registry and configuration centre. */
  readonly url: string
  /** Whom to trust. */
  readonly ca: string
  readonly state: State
  readonly arrived: readonly Arrived[]
  /** What was wrong with requests, and with own answers. A test expects none. */
  readonly violations: readonly string[]
  /** Secret keys by access key. */
  readonly keys: Map<string, string>
  /** IAM users: `domain/name` to password. */
  readonly users: Map<string, string>
  /** IAM tokens that are accepted. */
  readonly tokens: Set<string>
  /** RBAC tokens that are accepted, and the engine of each. */
  readonly engineTokens: Map<string, string>
  /** Whether the engine asks for a Bearer token. */
  engineIsGuarded: boolean
  /** Off: answers may be odder than the documents allow. */
  answersAreChecked: boolean
  /** Life of IAM tokens, ms. */
  tokenLifeMs: number
  /** The gateway's clock, ms since the epoch. */
  now: () => number
  of(operation: string): Arrived[]
  /** Plays a fault for the next requests of an operation. */
  fail(operation: string, fault: Fault, times?: number): void
  /** Forgets what arrived, faults and all that was changed; keys, users and tokens stay. */
  reset(): void
  close(): Promise<void>
}

const certificates = path.resolve(import.meta.dirname, '../integration/test-only-certificates')
const READ_POSTS = new Set([
  'exportKieConfigs',
  'batchFindInstances',
  'createToken',
  'createEngineToken',
  'createUserToken'
])
const contracts = readContracts()

/**
 * The three APIs on one https port of this machine. Requests are held against the OpenAPI documents, answers too;
 * signatures and tokens are verified; faults are played.
 */
export async function simulatedCloud(): Promise<SimulatedCloud> {
  let state = new State()
  const arrived: Arrived[] = []
  const violations: string[] = []
  const faults = new Map<string, Fault[]>()
  const router = findMyWay({ maxParamLength: 10_000 })
  const byRoute = new Map<string, Contract>()
  for (const contract of contracts) {
    const route = contract.path.replace(/\{(\w+)\}/g, ':$1')
    router.on(contract.method as HTTPMethod, route, () => {}, contract)
    byRoute.set(contract.id, contract)
  }
  let issued = 0

  const pem = readFileSync(path.join(certificates, 'server.pem'))
  const server = createServer({ key: pem, cert: pem, maxHeaderSize: 64 * 1024 }, (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      serve(request, Buffer.concat(chunks), response).catch((error: unknown) => {
        violations.push(`the cloud broke: ${String((error as Error).stack)}`)
        response.writeHead(500).end()
      })
    })
  })

  async function serve(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const url = request.url!
    const found = router.find(request.method as HTTPMethod, url)
    const text = body.toString('utf8')
    if (found === null) {
      violations.push(`${request.method} ${url}: no such operation`)
      return answer(response, state.error(404, 'APIGW.0101', 'The API does not exist'))
    }
    const contract = found.store as Contract
    const { id, method } = contract
    arrived.push({
      operation: id,
      method,
      url,
      headers: request.headers,
      body: text,
      changes: method !== 'GET' && !READ_POSTS.has(id)
    })
    const fault = faults.get(id)?.shift()
    if (fault === 'drop') return void request.socket.destroy()
    if (fault === 'hang') return
    if (typeof fault === 'object') return answer(response, fault)
    if (fault === 'redirect')
      return answer(response, { status: 302, headers: { Location: `${cloud.url}/elsewhere` } })
    if (fault === 'html' || fault === 'html-502') {
      const page = '<html><body><h1>Bad Gateway</h1></body></html>'
      return void response
        .writeHead(fault === 'html' ? 200 : 502, { 'Content-Type': 'text/html', 'X-Request-Id': 'req-page' })
        .end(page)
    }

    const query = new URL(url, 'https://cloud').searchParams
    const asked = { params: found.params, query, headers: request.headers, body: text }
    const problems = contract.checkRequest(asked)
    violations.push(...problems.map((problem) => `${id}: ${problem}`))
    const refusal =
      admit(contract, request, body) ??
      (problems.length > 0 ? state.error(400, 'SVCSTG.00400100', problems.join('; ')) : undefined)
    const reply = refusal ?? (await reached(contract, asked))
    if (fault === 'lost') return void request.socket.destroy()
    const status = reply.status ?? 200
    if (refusal === undefined && cloud.answersAreChecked)
      violations.push(...contract.checkAnswer(status, status === 304 ? undefined : reply.body))
    if (fault === 'empty')
      return answer(response, { status, ...(reply.headers && { headers: reply.headers }) })
    if (fault === 'truncated') {
      const whole = JSON.stringify(reply.body)
      return void response
        .writeHead(status, {
          'Content-Type': 'application/json',
          'X-Request-Id': 'req-cut',
          ...reply.headers
        })
        .end(whole.slice(0, Math.max(1, whole.length - 2)))
    }
    answer(response, reply)
  }

  async function reached(contract: Contract, asked: Parameters<Contract['checkRequest']>[0]): Promise<Reply> {
    const { id } = contract
    if (id === 'createUserToken') return logIn(asked.body)
    if (id === 'createEngineToken') {
      const engine = asked.params['engine_id']!
      const claims = Buffer.from(
        JSON.stringify({ account: 'operator', n: ++issued, exp: Math.floor(cloud.now() / 1000) + 3_600 })
      )
      const token = `header.${claims.toString('base64url')}.signature`
      cloud.engineTokens.set(token, engine)
      return { body: { token } }
    }
    const kept = await state.handlers[id]?.(asked)
    const reply: Reply = kept ?? {}
    return reply.status !== undefined || reply.body !== undefined || !Object.hasOwn(EXAMPLES, id)
      ? reply
      : { ...reply, body: EXAMPLES[id] }
  }

  function logIn(body: string): Reply {
    const { auth } = JSON.parse(body) as {
      auth: {
        identity: { password: { user: { name: string; password: string; domain: { name: string } } } }
        scope: { project: { name?: string; id?: string } }
      }
    }
    const { name, password, domain } = auth.identity.password.user
    if (cloud.users.get(`${domain.name}/${name}`) !== password)
      return {
        status: 401,
        body: {
          error: {
            code: 401,
            message: `The username or password ${password} is wrong.`,
            title: 'Unauthorized'
          }
        }
      }
    // Several kB, as real ones are.
    const token = `MII${'x'.repeat(6_000)}${++issued}`
    cloud.tokens.add(token)
    const [from, to] = [cloud.now(), cloud.now() + cloud.tokenLifeMs].map((ms) => new Date(ms).toISOString())
    return {
      status: 201,
      headers: { 'X-Subject-Token': token },
      body: {
        token: {
          issued_at: from,
          expires_at: to,
          methods: ['password'],
          project: { id: PROJECT, name: auth.scope.project.name ?? 'ap-southeast-1' }
        }
      }
    }
  }

  /** Who may not pass, and why. */
  function admit(contract: Contract, request: IncomingMessage, body: Buffer): Reply | undefined {
    const { authorization } = request.headers
    const own = request.headers['x-auth-token']
    const refuse = (message: string): Reply =>
      state.error(401, 'APIGW.0301', `Incorrect IAM authentication information: ${message}`)
    if (contract.document === 'servicecomb-engine') {
      if (!cloud.engineIsGuarded || contract.id === 'createToken') return undefined
      const accepted = [...cloud.engineTokens.keys()].some((token) => authorization === `Bearer ${token}`)
      return accepted
        ? undefined
        : { status: 401, body: { errorCode: '401201', errorMessage: 'token is not accepted' } }
    }
    if (contract.isOpen) return undefined
    if (contract.needsTwoTokens) {
      if (typeof own !== 'string' || !cloud.tokens.has(own)) return refuse('X-Auth-Token')
      const engine = String(request.headers['x-engine-id'])
      const [, token = ''] = /^Bearer (\S+)$/.exec(authorization ?? '') ?? []
      return cloud.engineTokens.get(token) === engine ? undefined : refuse('Authorization')
    }
    if (authorization === undefined)
      return typeof own === 'string' && cloud.tokens.has(own) ? undefined : refuse('X-Auth-Token')
    if (own !== undefined) return refuse('two identities')
    const { problem, signed } = verifySignature(request, body, (key) => cloud.keys.get(key), cloud.now())
    if (problem !== undefined) return refuse(problem)
    const missing = Object.keys(request.headers).filter(
      (name) => name.startsWith('x-') && !signed.includes(name)
    )
    if (missing.length > 0) violations.push(`${contract.id}: ${missing.join(', ')} not signed`)
    if (!contract.isForm && !signed.includes('content-type'))
      violations.push(`${contract.id}: content-type not signed`)
    if (contract.isForm && signed.includes('content-type'))
      violations.push(`${contract.id}: content-type of a form signed`)
    if (contract.document === 'cse-control-plane' && request.headers['x-project-id'] !== PROJECT)
      violations.push(`${contract.id}: no X-Project-Id`)
    return undefined
  }

  function answer(response: ServerResponse, { status = 200, headers, body }: Reply): void {
    response.writeHead(status, {
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      'X-Request-Id': `req-${arrived.length}`,
      ...headers
    })
    response.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body))
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cloud: SimulatedCloud = {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    ca: readFileSync(path.join(certificates, 'ca.pem'), 'utf8'),
    get state() {
      return state
    },
    arrived,
    violations,
    keys: new Map(),
    users: new Map(),
    tokens: new Set(),
    engineTokens: new Map(),
    engineIsGuarded: false,
    answersAreChecked: true,
    tokenLifeMs: 24 * 3_600_000,
    now: () => Date.now(),
    of: (operation) => arrived.filter((one) => one.operation === operation),
    fail(operation, fault, times = 1) {
      faults.set(operation, [...(faults.get(operation) ?? []), ...Array.from({ length: times }, () => fault)])
    },
    reset() {
      state = new State()
      arrived.length = 0
      violations.length = 0
      faults.clear()
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
  return cloud
}

/** Names of all operations that are simulated. */
export const OPERATION_NAMES: readonly string[] = contracts.map(({ id }) => id)
