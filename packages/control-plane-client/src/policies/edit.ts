import { ConfigError } from '@node-chassis/core'
import { checkText } from '@node-chassis/governance'
import type { CheckReport } from '@node-chassis/governance'
import type { CallOptions } from '../call-options.ts'
import type { ControlPlane } from '../control-plane.ts'
import { checkPolicyDocuments } from './check-documents.ts'
import { completeSpec } from './document.ts'
import type { LivePolicy, PolicyDocument, RouteDocument } from './document.ts'
import { findPolicy, listPolicies } from './live.ts'
import type { PolicyRef } from './live.ts'

export interface EditOptions extends CallOptions {
  /** @defaultValue the client's */
  readonly engineId?: string | undefined
}

type Governs = Pick<
  ControlPlane,
  | 'createGovernancePolicy'
  | 'updateGovernancePolicy'
  | 'deleteGovernancePolicy'
  | 'listGovernancePoliciesByKind'
>

/** @throws ConfigError `CHS_POLICY_INVALID` with the report and its text, when it has errors */
export function refuseInvalid(report: CheckReport): void {
  if (report.errors > 0) {
    throw new ConfigError('CHS_POLICY_INVALID', `nothing was sent: ${checkText(report)}`, { report })
  }
}

/**
 * Creates a policy or match group after checking it together with what is live. Created ones are enabled at first; a
 * disabled one is disabled by a second request.
 * @returns it as it is live, with its id: the answer alone may not have it (control-plane.md 7, pitfall 13)
 * @throws ConfigError `CHS_POLICY_INVALID` before anything is sent; ControlPlaneError, with code 409001 when it is there
 */
export async function createPolicy(
  cloud: Governs,
  document: PolicyDocument,
  options: EditOptions = {}
): Promise<LivePolicy> {
  const policy = { ...document, spec: completeSpec(document.kind, document.name, document.spec) }
  refuseInvalid(checkPolicyDocuments([policy], [], await neighbours(cloud, policy, options)))
  return sendNew(cloud, policy, options)
}

/** Sends a policy that has been checked. */
export async function sendNew(
  cloud: Governs,
  { kind, name, selector, status, spec }: PolicyDocument,
  { engineId, ...call }: EditOptions
): Promise<LivePolicy> {
  const where = { kind, engineId, ...(selector.environment !== '' && { environment: selector.environment }) }
  await cloud.createGovernancePolicy(
    { ...where, body: { name, selector: wireSelector(selector), spec } },
    call
  )
  const live = await findPolicy(cloud, { kind, name, selector }, { engineId, ...call })
  if (status === 'disabled') await sendChange(cloud, { ...live, status }, { engineId, ...call })
  return { ...live, status }
}

/**
 * Gives a policy a new spec, whole; its status stays unless it is given.
 * @throws ConfigError `CHS_POLICY_INVALID` before anything is sent; ControlPlaneError, `CHS_INVALID_ARGUMENT` when there
 *   is no such policy
 */
export async function updatePolicy(
  cloud: Governs,
  ref: PolicyRef,
  change: Partial<Pick<PolicyDocument, 'spec' | 'status'>>,
  options: EditOptions = {}
): Promise<LivePolicy> {
  const live = await findPolicy(cloud, ref, options)
  const spec = change.spec === undefined ? live.spec : completeSpec(ref.kind, ref.name, change.spec)
  const policy = { ...live, spec, status: change.status ?? live.status }
  if (change.spec !== undefined) {
    const others = await neighbours(cloud, policy, options)
    refuseInvalid(
      checkPolicyDocuments(
        [policy],
        [],
        others.filter(({ id }) => id !== live.id)
      )
    )
  }
  await sendChange(cloud, policy, options)
  return policy
}

/** Switches a policy on or off: its full spec is sent along, or the server would lose or refuse it. @throws as updatePolicy */
export function setPolicyStatus(
  cloud: Governs,
  ref: PolicyRef,
  status: PolicyDocument['status'],
  options: EditOptions = {}
): Promise<LivePolicy> {
  return updatePolicy(cloud, ref, { status }, options)
}

/**
 * With name, status and the full spec: service-center answers 200 to a spec alone and does nothing (control-plane.md 7,
 * pitfall 14).
 */
export async function sendChange(
  cloud: Pick<Governs, 'updateGovernancePolicy'>,
  { id, kind, name, selector, status, spec }: LivePolicy,
  { engineId, ...call }: EditOptions
): Promise<void> {
  const where = {
    kind,
    policyId: id,
    engineId,
    ...(selector.environment !== '' && { environment: selector.environment })
  }
  await cloud.updateGovernancePolicy(
    { ...where, body: { name, selector: wireSelector(selector), spec, status } },
    call
  )
}

/**
 * Deletes a policy. A match group takes the policies of its name with it (control-plane.md 7, pitfall 14).
 * @returns what is gone
 * @throws ControlPlaneError, `CHS_INVALID_ARGUMENT` when there is no such policy
 */
export async function deletePolicy(
  cloud: Governs,
  ref: PolicyRef,
  options: EditOptions = {}
): Promise<readonly LivePolicy[]> {
  const live = await findPolicy(cloud, ref, options)
  const others = live.kind === 'match-group' ? await neighbours(cloud, live, options) : []
  await sendDelete(cloud, live, options)
  return [live, ...others.filter(({ id, name }) => id !== live.id && name === live.name)]
}

export async function sendDelete(
  cloud: Pick<Governs, 'deleteGovernancePolicy'>,
  { id, kind, selector }: LivePolicy,
  { engineId, ...call }: EditOptions
): Promise<void> {
  const environment = selector.environment === '' ? {} : { environment: selector.environment }
  await cloud.deleteGovernancePolicy({ kind, policyId: id, engineId, ...environment }, call)
}

/**
 * Replaces the dark-launch rules of a service.
 * @throws ConfigError `CHS_POLICY_INVALID` before anything is sent; as putRouteRules
 */
export async function putRoutes(
  cloud: Pick<ControlPlane, 'putRouteRules'>,
  document: RouteDocument,
  options: EditOptions = {}
): Promise<void> {
  refuseInvalid(checkPolicyDocuments([], [document]))
  await sendRoutes(cloud, document, options)
}

export async function sendRoutes(
  cloud: Pick<ControlPlane, 'putRouteRules'>,
  { service, app, environment, rules }: RouteDocument,
  { engineId, ...call }: EditOptions
): Promise<void> {
  const body = rules as Parameters<ControlPlane['putRouteRules']>[0]['body']
  await cloud.putRouteRules({ serviceName: service, appId: app, environment, engineId, body }, call)
}

function neighbours(
  cloud: Pick<Governs, 'listGovernancePoliciesByKind'>,
  { selector: { app, environment } }: PolicyDocument,
  options: EditOptions
): Promise<LivePolicy[]> {
  return listPolicies(cloud, { ...options, app, environment })
}

// The environment is there even when it is empty: consumers ask for the label with this value.
function wireSelector({ app, environment, service }: PolicyDocument['selector']) {
  return { app, environment, ...(service !== undefined && { service }) }
}
