import { ControlPlaneError } from '../control-plane-error.ts'
import type { ControlPlane } from '../control-plane.ts'
import { refuseInvalid, sendChange, sendDelete, sendNew, sendRoutes } from './edit.ts'
import type { EditOptions } from './edit.ts'
import { identityOf, titleOf } from './document.ts'
import type { LivePolicy, PolicyDocument, RouteDocument } from './document.ts'
import { differences } from './json.ts'
import type { FieldChange, Json } from './json.ts'
import { listPolicies, readRoutes } from './live.ts'
import type { LiveRoutes } from './live.ts'
import type { DesiredPolicies } from './read-files.ts'
import { inOrder } from './route-rules.ts'

export interface DiffOptions extends EditOptions {
  /**
   * Also delete what is live and in no file: policies of every application and environment that the files name, and rules
   * of `routeServices`. @defaultValue false
   */
  readonly prune?: boolean
  /** Services whose dark-launch rules are looked at though no file names them: the API cannot list them. */
  readonly routeServices?: readonly Pick<RouteDocument, 'service' | 'app' | 'environment'>[]
  /** Places that are looked at though no file names them, e.g. of an empty folder. */
  readonly places?: readonly { readonly app: string; readonly environment: string }[]
}

/** One step from what is live to what files ask for. `keep`: nothing is to be done. */
export type PolicyChange =
  | {
      readonly target: 'policy'
      readonly action: 'create' | 'update' | 'enable' | 'disable' | 'delete' | 'keep'
      /** `retry scene-cart (app mall, environment '')` */
      readonly title: string
      readonly before: LivePolicy | undefined
      readonly after: PolicyDocument | undefined
      readonly fields: readonly FieldChange[]
    }
  | {
      readonly target: 'routes'
      readonly action: 'create' | 'update' | 'delete' | 'keep'
      /** `rules of order (app mall, environment '')` */
      readonly title: string
      readonly before: LiveRoutes
      readonly after: RouteDocument
      readonly fields: readonly FieldChange[]
    }

export interface ApplyOptions extends DiffOptions {
  /** Only say what would be done: nothing but reads is sent. @defaultValue true */
  readonly dryRun?: boolean
  /** Hears of each change before and after it is made. */
  readonly onChange?: (change: AppliedChange) => void
}

/** `planned`: dry run. `skipped`: not tried after a failure. */
export type AppliedChange = PolicyChange & {
  readonly outcome: 'planned' | 'running' | 'done' | 'failed' | 'skipped' | 'kept'
  readonly error?: unknown
}

export interface ApplyResult {
  readonly dryRun: boolean
  /** In the order in which they are made. */
  readonly changes: readonly AppliedChange[]
  readonly failed: boolean
}

type Reads = Pick<ControlPlane, 'listGovernancePoliciesByKind' | 'getRouteRules'>
type Writes = Pick<
  ControlPlane,
  | 'createGovernancePolicy'
  | 'updateGovernancePolicy'
  | 'deleteGovernancePolicy'
  | 'putRouteRules'
  | 'deleteRouteRules'
>

/**
 * What has to be done for an environment to be as the files say; sends reads only. Groups come before their policies, and
 * deletes last, policies before their groups.
 * @throws ConfigError `CHS_POLICY_INVALID` when the files have errors; ControlPlaneError
 */
export async function diffPolicies(
  cloud: Reads,
  desired: DesiredPolicies,
  options: DiffOptions = {}
): Promise<readonly PolicyChange[]> {
  refuseInvalid(desired.report)
  const changes = [
    ...(await diffOfPolicies(cloud, desired, options)),
    ...(await diffOfRoutes(cloud, desired, options))
  ]
  return changes.toSorted((a, b) => rank(a) - rank(b))
}

async function diffOfPolicies(
  cloud: Reads,
  { policies }: DesiredPolicies,
  { prune = false, places = [], engineId, ...call }: DiffOptions
): Promise<PolicyChange[]> {
  const asked = [...policies.map(({ selector }) => selector), ...places]
  const apps = new Set(asked.map(({ app, environment }) => JSON.stringify([app, environment])))
  const environments = [...new Set(asked.map(({ environment }) => environment))]
  const lists = await Promise.all(
    environments.map((environment) => listPolicies(cloud, { environment, engineId, signal: call.signal }))
  )
  const live = new Map(lists.flat().map((policy) => [identityOf(policy), policy]))
  const changes = policies.map((after) => policyChange(live.get(identityOf(after)), after))
  if (!prune) return changes
  const wanted = new Set(policies.map(identityOf))
  const strangers = [...live.values()].filter(
    (policy) =>
      !wanted.has(identityOf(policy)) &&
      apps.has(JSON.stringify([policy.selector.app, policy.selector.environment]))
  )
  return [...changes, ...strangers.map((before) => policyChange(before, undefined))]
}

function policyChange(before: LivePolicy | undefined, after: PolicyDocument | undefined): PolicyChange {
  const one = (after ?? before) as PolicyDocument
  const fields = differences(visible(before), visible(after))
  const isStatus = fields.length > 0 && fields.every(({ path }) => path === 'status')
  const action =
    before === undefined
      ? 'create'
      : after === undefined
        ? 'delete'
        : fields.length === 0
          ? 'keep'
          : !isStatus
            ? 'update'
            : after.status === 'enabled'
              ? 'enable'
              : 'disable'
  return { target: 'policy', action, title: titleOf(one), before, after, fields }
}

function visible(policy: PolicyDocument | undefined): Json | undefined {
  return policy && { status: policy.status, spec: policy.spec }
}

async function diffOfRoutes(
  cloud: Reads,
  { routes }: DesiredPolicies,
  { prune = false, routeServices = [], engineId, signal }: DiffOptions
): Promise<PolicyChange[]> {
  const key = ({ service, app, environment }: Omit<RouteDocument, 'rules'>): string =>
    JSON.stringify([service, app, environment])
  const wanted = new Set(routes.map(key))
  const strangers = prune ? routeServices.filter((one) => !wanted.has(key(one))) : []
  const changes: PolicyChange[] = []
  for (const route of [...routes, ...strangers.map((one) => ({ ...one, rules: [] }))]) {
    const before = await readRoutes(cloud, { ...route, engineId }, { signal })
    changes.push(routeChange(before, { ...route, rules: inOrder(route.rules) }))
  }
  return changes
}

function routeChange(before: LiveRoutes, after: RouteDocument): PolicyChange {
  const { service, app, environment, rules } = after
  const title = `rules of ${service} (app ${app}, environment ${environment === '' ? "''" : environment})`
  const isThere = before.rules === undefined || before.rules.length > 0
  const fields =
    before.rules === undefined
      ? [{ path: '', before: before.text, after: JSON.stringify(rules) }]
      : differences(before.rules as unknown as Json, rules as unknown as Json)
  const action = fields.length === 0 ? 'keep' : !isThere ? 'create' : rules.length === 0 ? 'delete' : 'update'
  return { target: 'routes', action, title, before, after, fields }
}

function rank({ action, target, before, after }: PolicyChange): number {
  const isGroup = target === 'policy' && (after ?? before)?.kind === 'match-group'
  if (action === 'delete') return isGroup ? 4 : 3
  return target === 'routes' ? 2 : isGroup ? 0 : 1
}

/**
 * Brings an environment to the state of the files; a dry run unless told otherwise. The second time there is nothing to do.
 * Stops at the first failure: what was done stays, and the next run goes on from there.
 * @throws as diffPolicies, before anything is written; a failure of a write is in the result
 */
export async function applyPolicies(
  cloud: Reads & Writes,
  desired: DesiredPolicies,
  options: ApplyOptions = {}
): Promise<ApplyResult> {
  const { dryRun = true, onChange, engineId, signal } = options
  const plan = await diffPolicies(cloud, desired, options)
  if (dryRun) {
    const changes = plan.map((change): AppliedChange => ({
      ...change,
      outcome: change.action === 'keep' ? 'kept' : 'planned'
    }))
    return { dryRun, changes, failed: false }
  }
  const changes: AppliedChange[] = []
  let failed = false
  for (const change of plan) {
    const ended = (outcome: AppliedChange['outcome'], error?: unknown): void => {
      const applied: AppliedChange = { ...change, outcome, ...(error !== undefined && { error }) }
      changes.push(applied)
      onChange?.(applied)
    }
    if (change.action === 'keep') ended('kept')
    else if (failed) ended('skipped')
    else {
      onChange?.({ ...change, outcome: 'running' })
      try {
        await make(cloud, change, { engineId, signal })
        ended('done')
      } catch (error) {
        signal?.throwIfAborted()
        failed = true
        ended('failed', error)
      }
    }
  }
  return { dryRun, changes, failed }
}

async function make(cloud: Reads & Writes, change: PolicyChange, options: EditOptions): Promise<void> {
  if (change.target === 'routes') {
    const { service, app, environment } = change.after
    const { engineId, ...call } = options
    if (change.action !== 'delete') return sendRoutes(cloud, change.after, options)
    await cloud.deleteRouteRules({ serviceName: service, appId: app, environment, engineId }, call)
    return
  }
  const { before, after } = change
  if (before === undefined) {
    if (after !== undefined) await sendNew(cloud, after, options)
  } else if (after === undefined) {
    await sendDeleteOnce(cloud, before, options)
  } else await sendChange(cloud, { ...after, id: before.id }, options)
}

// Somebody else may have deleted it meanwhile: then it is as it shall be.
async function sendDeleteOnce(cloud: Writes, policy: LivePolicy, options: EditOptions): Promise<void> {
  try {
    await sendDelete(cloud, policy, options)
  } catch (error) {
    if (!(error instanceof ControlPlaneError) || !isUnknown(error)) throw error
  }
}

function isUnknown({ statusCode, cloudCode }: ControlPlaneError): boolean {
  return statusCode === 404 || cloudCode === '404001' || cloudCode === 'SVCSTG.00400106'
}
