import type { GovernanceProblem } from '../contracts.ts'
import { parseDarkLaunch } from './policy.ts'
import type { DarkLaunchPolicy } from './policy.ts'

const PREFIX = 'servicecomb.darklaunch.policy.'

/** The legacy policies in force, by target. */
export interface DarkLaunchPolicies {
  readonly policies: ReadonlyMap<string, DarkLaunchPolicy>
  readonly problems: readonly GovernanceProblem[]
}

/** Reads all of them; one that cannot be read narrows nothing, and says so. A text that is the same is not read again. */
export function readDarkLaunch(
  values: ReadonlyMap<string, string>,
  before: DarkLaunchPolicies
): DarkLaunchPolicies {
  const policies = new Map<string, DarkLaunchPolicy>()
  const problems: GovernanceProblem[] = []
  for (const [key, text] of values) {
    if (!key.startsWith(PREFIX) || text === '') continue
    const service = key.slice(PREFIX.length)
    const known = before.policies.get(service)
    const policy = known?.text === text ? known : parseDarkLaunch(key, text)
    if (typeof policy === 'string') problems.push({ key, severity: 'error', message: `ignored: ${policy}` })
    else policies.set(service, policy)
  }
  return { policies, problems }
}
