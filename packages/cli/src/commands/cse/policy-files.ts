import { globSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Command } from 'commander'
import { POLICY_KINDS, listPolicies, policyKind, readPolicyFiles } from '@node-chassis/control-plane-client'
import type { ControlPlane, DesiredPolicies, PolicyKind } from '@node-chassis/control-plane-client'
import { checkText } from 'node-chassis'
import { CommandFailed } from '../../exit.ts'
import { readSource } from './input.ts'

/** Where policies are delivered, when their documents do not say it. */
export interface PlaceFlags {
  readonly app?: string
  readonly environment?: string
  readonly service?: string
}

export function withPlace(command: Command): Command {
  return command
    .option('--app <name>', 'application')
    .option('--environment <name>', 'environment')
    .option('--service <name>', 'policies for one service only')
}

/** `rateLimiting` and `rate-limiting` are one. @throws CommandFailed code 2 */
export function kindOf(text: string): PolicyKind {
  const kind = policyKind(text)
  if (kind !== undefined) return kind
  throw new CommandFailed(2, `${text} is no kind of policy; there are ${POLICY_KINDS.join(', ')}`)
}

/**
 * The documents of files and folders, checked as `chassis policy check` would, together with what is live: a policy may
 * rely on a match group that is there already.
 * @throws CommandFailed code 1 with the report when something is wrong with them, code 2 for files that cannot be read
 */
export async function readPolicies(
  cloud: ControlPlane,
  names: readonly string[],
  { app, environment }: PlaceFlags
): Promise<DesiredPolicies> {
  // Read first: a file that is not there costs no request.
  const files = names.flatMap(filesOf).map((name) => ({ name, text: readSource(name) }))
  const live = await listPolicies(cloud, { app, ...(environment !== undefined && { environment }) })
  const desired = readPolicyFiles(files, {
    live,
    ...(app !== undefined && { app }),
    ...(environment !== undefined && { environment })
  })
  if (desired.report.errors > 0) throw new CommandFailed(1, `nothing was sent: ${checkText(desired.report)}`)
  return desired
}

function filesOf(name: string): readonly string[] {
  if (name === '-') return [name]
  let isFolder: boolean
  try {
    isFolder = statSync(name).isDirectory()
  } catch (error) {
    throw new CommandFailed(2, `${name} cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
  if (!isFolder) return [name]
  const found = globSync('**/*.{yaml,yml,json}', { cwd: name }).toSorted()
  if (found.length === 0) throw new CommandFailed(2, `${name} has no .yaml, .yml or .json file in it`)
  return found.map((file) => path.join(name, file))
}
