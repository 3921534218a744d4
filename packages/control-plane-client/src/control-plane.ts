import { ConfigError } from '@node-chassis/core'
import type { Env } from '@node-chassis/core'
import { createEndpoint } from '@node-chassis/transport'
import type { Endpoint } from '@node-chassis/transport'
import { checkAddress, readCertificates } from './address-option.ts'
import { createCloudAuthority } from './auth/cloud-authority.ts'
import { Credentials } from './auth/credentials.ts'
import type { GivenCredentials } from './auth/credentials.ts'
import type { ProfileSettings } from './auth/read-profile.ts'
import type { IssuedToken } from './auth/renewing-token.ts'
import type { Input } from './build-request.ts'
import type { CallOptions } from './call-options.ts'
import { ControlPlaneError } from './control-plane-error.ts'
import type { CloudOperations } from './generated/cse-control-plane-methods.ts'
import type { IamOperations } from './generated/iam-subset-methods.ts'
import { methodsOf } from './methods.ts'
import type { Answer, InputOf, OperationId, ResultOf } from './operation-types.ts'
import { send } from './send.ts'
import type { Session } from './send.ts'
import { untilAborted } from './until-aborted.ts'

export interface ControlPlaneOptions extends ProfileSettings {
  readonly env: Env
  readonly credentials: Credentials | GivenCredentials
  /** Certificates (PEM) that are trusted in place of Node's own. @defaultValue those of `caFile`, else Node's */
  readonly ca?: string | readonly string[] | undefined
  /**
   * Gives the RBAC token of an engine, for the operations of 5.5.
   * @defaultValue createEngineToken, for which the IAM user must exist in the engine
   */
  readonly engineToken?: (engineId: string) => Promise<string>
  /** Limit of one attempt, ms. @defaultValue 30000 */
  readonly timeoutMs?: number
  /** Further attempts of reads and idempotent changes, after 5xx, 429 and broken connections. @defaultValue 2 */
  readonly retries?: number
}

type CloudId = keyof CloudOperations
type IamId = keyof IamOperations

/** The cloud's API: a method for each of the 36 operations, those of IAM beside them. */
export interface ControlPlane extends CloudOperations, AsyncDisposable {
  readonly env: Env
  readonly iam: IamOperations
  /** The engine that is meant where a call names none. */
  readonly engineId: string | undefined
  /** Sends an operation by its name and gives status and headers too. @throws as the method of that name */
  send<Id extends CloudId | IamId>(
    id: Id,
    input?: InputOf<Id>,
    options?: CallOptions
  ): Promise<Answer<ResultOf<Id>>>
  /**
   * The project: that of the options, of the IAM token, or the one named like the region (8.4); looked up once.
   * @throws ControlPlaneError `CHS_CLOUD_CREDENTIALS` when there is none or more than one
   */
  projectId(signal?: AbortSignal): Promise<string>
  /** Ends running requests. Twice does no harm. */
  close(): Promise<void>
}

/**
 * A client of the control plane. Nothing is sent before the first call.
 * @throws ConfigError `CHS_CONFIG_INVALID` naming the option; ControlPlaneError `CHS_CLOUD_CREDENTIALS`
 */
export function createControlPlane(options: ControlPlaneOptions): ControlPlane {
  const { env, region, enterpriseProjectId = '0', engineId } = options
  const credentials =
    options.credentials instanceof Credentials ? options.credentials : new Credentials(options.credentials)
  const endpoints = endpointsOf(options)
  let closed = false
  let project: Promise<string> | undefined

  const authority = createCloudAuthority({
    clock: env.clock,
    credentials,
    async issueIamToken() {
      const issued = await logIn()
      // The answer has the project too: one request less.
      if (issued.projectId !== undefined) project ??= Promise.resolve(issued.projectId)
      return issued
    },
    issueEngineToken:
      options.engineToken ??
      (async (id) => ((await ask('createEngineToken', { engineId: id })).body as { token: string }).token)
  })

  const session: Session = {
    env,
    retries: options.retries ?? 2,
    get closed() {
      return closed
    },
    secrets: credentials.secrets,
    endpointOf: (_id, row) => (row.server === 'iam' ? endpoints.iam : endpoints.cloud),
    async fallbacks(row, input, signal) {
      const needsProject = Object.hasOwn(row.inputs, 'projectId') && input['projectId'] === undefined
      return {
        projectId: needsProject ? await projectId(signal) : undefined,
        enterpriseProjectId,
        engineId
      }
    },
    authorize: (unsigned, signal) => authority.authorize(unsigned, signal),
    renew: (sent) => authority.renew(sent)
  }
  const ask = (id: OperationId, input?: Input, call?: CallOptions): Promise<Answer<unknown>> =>
    send(session, id, input, call)

  const logIn = async (): Promise<IssuedToken & { readonly projectId: string | undefined }> => {
    const answer = await ask('createUserToken', { nocatalog: 'true', body: loginOf(credentials, options) })
    const token = answer.headers.get('x-subject-token')
    const { token: facts } = answer.body as ResultOf<'createUserToken'>
    const expiresAt = Date.parse(facts?.expires_at ?? '')
    if (token === undefined || Number.isNaN(expiresAt)) {
      throw new ControlPlaneError(
        'CHS_CLOUD_ANSWER',
        `createUserToken was answered without ${token === undefined ? 'a token' : 'an expiry'}. Is the endpoint the right one?`,
        { operation: 'createUserToken', statusCode: answer.status }
      )
    }
    // By the server's own two times, where it gives both: clocks differ.
    const issuedAt = Date.parse(facts.issued_at ?? '')
    const end = Number.isNaN(issuedAt) ? expiresAt : env.clock.wallNow() + (expiresAt - issuedAt)
    return { token, expiresAt: end, projectId: facts.project?.id }
  }

  const projectId = (signal?: AbortSignal): Promise<string> => {
    if (options.projectId !== undefined) return Promise.resolve(options.projectId)
    if (project === undefined) {
      const found = lookUp()
      // A failure is not kept.
      found.catch(() => {
        if (project === found) project = undefined
      })
      project = found
    }
    return untilAborted(project, signal)
  }
  const lookUp = async (): Promise<string> => {
    const name = options.projectName ?? region
    if (name === undefined) throw noProject('give projectId, or a region to look it up')
    const { body } = await ask('listProjects', { name })
    const { projects } = body as ResultOf<'listProjects'>
    const [only, another] = projects ?? []
    if (only === undefined) throw noProject(`IAM knows no project named ${name}; give projectId`)
    if (another !== undefined) {
      const ids = projects.map(({ id, name: its }) => `${id} (${its})`).join(', ')
      throw noProject(`there are several projects named ${name}: ${ids}; give projectId`)
    }
    return only.id
  }

  const close = async (): Promise<void> => {
    closed = true
    await Promise.all([endpoints.cloud.close(), endpoints.iam.close()])
  }
  return {
    ...methodsOf<CloudOperations>('cloud', ask),
    env,
    engineId,
    iam: methodsOf<IamOperations>('iam', ask),
    send: (id, input, call) => ask(id, input, call) as never,
    projectId,
    close,
    [Symbol.asyncDispose]: close
  }
}

function endpointsOf(options: ControlPlaneOptions): { readonly cloud: Endpoint; readonly iam: Endpoint } {
  const { env, region, timeoutMs } = options
  if (region === undefined && options.endpoint === undefined) {
    throw new ConfigError(
      'CHS_CONFIG_INVALID',
      'region: give a region, e.g. ap-southeast-1, or an endpoint',
      {
        key: 'region'
      }
    )
  }
  if (region !== undefined && !/^[a-z0-9-]+$/.test(region)) {
    throw new ConfigError(
      'CHS_CONFIG_INVALID',
      `region: '${region}' is no region id, such as ap-southeast-1`,
      {
        key: 'region'
      }
    )
  }
  const ca = options.ca ?? (options.caFile === undefined ? undefined : readCertificates(options.caFile))
  const inRegion = region === undefined ? '' : `.${region}`
  const open = (key: string, given: string | undefined, service: string): Endpoint =>
    createEndpoint({
      env,
      url: checkAddress(key, given ?? `https://${service}${inRegion}.myhuaweicloud.com`, true),
      ca,
      ...(timeoutMs !== undefined && { timeoutMs })
    })
  return {
    cloud: open('endpoint', options.endpoint, 'cse'),
    iam: open('iamEndpoint', options.iamEndpoint, 'iam')
  }
}

/** With a project scope: CSE takes no other token (control-plane.md 4.1). */
function loginOf(
  credentials: Credentials,
  { projectId, projectName, region }: ControlPlaneOptions
): InputOf<'createUserToken'>['body'] {
  const { login } = credentials
  const name = projectName ?? region
  if (login === undefined || (projectId === undefined && name === undefined)) {
    throw noProject('give a region, projectName or projectId: the token is for one project')
  }
  const { user, password, domain } = login
  return {
    auth: {
      identity: {
        methods: ['password'],
        password: { user: { name: user, password, domain: { name: domain } } }
      },
      scope: { project: projectId === undefined ? { name: name as string } : { id: projectId } }
    }
  }
}

function noProject(problem: string): ControlPlaneError {
  return new ControlPlaneError('CHS_CLOUD_CREDENTIALS', problem, { operation: 'listProjects' })
}
