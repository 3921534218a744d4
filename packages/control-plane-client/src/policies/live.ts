import { YamlError, parseYaml } from '@node-chassis/core/yaml'
import type { CallOptions } from '../call-options.ts'
import type { ControlPlane } from '../control-plane.ts'
import { invalidInput } from '../control-plane-error.ts'
import { livePolicies, placeOf } from './document.ts'
import type { LivePolicy, RouteRule, Selector } from './document.ts'
import { jsonOf, textIn } from './json.ts'
import type { JsonObject } from './json.ts'
import { POLICY_KINDS } from './kinds.ts'
import type { PolicyKind } from './kinds.ts'
import { inOrder, readRules } from './route-rules.ts'

export interface ListPoliciesOptions extends CallOptions {
  /** @defaultValue the client's */
  readonly engineId?: string | undefined
  /** `all` for every one. @defaultValue '' */
  readonly environment?: string
  /** @defaultValue every application */
  readonly app?: string | undefined
  /** @defaultValue all eight */
  readonly kinds?: readonly PolicyKind[]
}

type Reads = Pick<ControlPlane, 'listGovernancePoliciesByKind' | 'getRouteRules'>

/**
 * Every policy and match group of an environment, disabled ones too; kind by kind, because the combined view shows one of
 * the policies that bear one name (control-plane.md 7, pitfall 13).
 * @throws as listGovernancePoliciesByKind
 */
export async function listPolicies(
  cloud: Pick<Reads, 'listGovernancePoliciesByKind'>,
  { engineId, environment = '', app, kinds = POLICY_KINDS, ...call }: ListPoliciesOptions = {}
): Promise<LivePolicy[]> {
  const lists = await Promise.all(
    kinds.map(async (kind) => {
      const input = { kind, engineId, ...(environment !== '' && { environment }) }
      return livePolicies(await cloud.listGovernancePoliciesByKind(input, call), kind)
    })
  )
  const found = new Map<string, LivePolicy>()
  for (const policy of lists.flat()) {
    // A server that does not know the header answers with other environments as well; views hold other kinds.
    const isAsked =
      kinds.includes(policy.kind) &&
      (environment === 'all' || policy.selector.environment === environment) &&
      (app === undefined || policy.selector.app === app)
    if (isAsked) found.set(policy.id, policy)
  }
  return [...found.values()]
}

/** Which policy is meant: by its id, or by name and place. */
export interface PolicyRef {
  readonly kind: PolicyKind
  readonly name: string
  readonly selector: Selector
}

/** @throws ControlPlaneError `CHS_INVALID_ARGUMENT` when there is none; as listGovernancePoliciesByKind */
export async function findPolicy(
  cloud: Pick<Reads, 'listGovernancePoliciesByKind'>,
  { kind, name, selector }: PolicyRef,
  options: Pick<ListPoliciesOptions, 'engineId' | 'signal' | 'timeoutMs'> = {}
): Promise<LivePolicy> {
  const { app, environment, service } = selector
  const policies = await listPolicies(cloud, { ...options, environment, app, kinds: [kind] })
  const found = policies.find((policy) => policy.name === name && policy.selector.service === service)
  if (found !== undefined) return found
  const names = policies.map((policy) => policy.name).filter((one) => one !== '')
  const others = names.length === 0 ? 'there are none of this kind there' : `there are ${names.join(', ')}`
  throw invalidInput('listGovernancePoliciesByKind', `no ${kind} ${name} (${placeOf(selector)}); ${others}`)
}

/** Whose dark-launch rules. */
export interface RouteRef {
  readonly service: string
  readonly app: string
  readonly environment: string
  readonly engineId?: string | undefined
}

export interface LiveRoutes {
  /** Undefined when the text cannot be read as a list of rules. */
  readonly rules: readonly RouteRule[] | undefined
  /** As the cloud gave it. */
  readonly text: string
}

/**
 * The dark-launch rules of a service. The answer has them inside of a string, YAML or JSON (control-plane.md 7, pitfall
 * 12); a string that is neither is given as it is, and no error.
 * @throws as getRouteRules
 */
export async function readRoutes(
  cloud: Pick<Reads, 'getRouteRules'>,
  { service, app, environment, engineId }: RouteRef,
  call: CallOptions = {}
): Promise<LiveRoutes> {
  const answer = await cloud.getRouteRules({ serviceName: service, appId: app, environment, engineId }, call)
  const text = resultOf(answer) ?? ''
  try {
    const node = parseYaml(text)
    const { rules, problems } = readRules(node === undefined ? null : jsonOf(node))
    return { rules: problems.length === 0 ? inOrder(rules) : undefined, text }
  } catch (error) {
    if (error instanceof YamlError) return { rules: undefined, text }
    throw error
  }
}

/** `result`, or `Result` (control-plane.md 7, pitfall 5). */
function resultOf(answer: object): string | undefined {
  const object = answer as JsonObject
  return textIn(object, 'result') ?? textIn(object, 'Result')
}
