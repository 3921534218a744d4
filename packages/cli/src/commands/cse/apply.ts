import type { Command } from 'commander'
import { applyPolicies, diffPolicies } from '@node-chassis/control-plane-client'
import type { AppliedChange, PolicyChange } from '@node-chassis/control-plane-client'
import { isChassisError } from '@node-chassis/core'
import { CommandFailed } from '../../exit.ts'
import type { Output } from '../../output.ts'
import { withCloud, withCloudOptions } from './connection.ts'
import type { CloudFlags } from './connection.ts'
import { readPolicies, withPlace } from './policy-files.ts'
import type { PlaceFlags } from './policy-files.ts'

type Flags = CloudFlags & PlaceFlags & { readonly prune?: boolean; readonly pruneRoutes?: readonly string[] }

/** `chassis cse policies diff|apply`: an environment against a folder of files. */
export function applyCommands(policies: Command, output: Output): void {
  withScope(policies.command('diff <files...>'))
    .description(
      'what would have to change so that the environment is as the files say; code 1 when something would'
    )
    .action(async (files: string[], flags: Flags) => {
      const changes = await withCloud(flags, async (cloud) =>
        diffPolicies(cloud, await readPolicies(cloud, files, flags), scopeOf(flags))
      )
      if (flags.json) output.out(JSON.stringify(changes))
      else output.out(changes.map(textOf).filter(Boolean).join('\n') || 'no difference')
      if (changes.some(({ action }) => action !== 'keep')) process.exitCode = 1
    })

  withScope(policies.command('apply <files...>'))
    .description(
      'bring an environment to the state of files; only says what it would do, until --yes. Safe to run twice'
    )
    .option('--yes', 'make the changes')
    .action(async (files: string[], flags: Flags) => {
      const dryRun = flags.yes !== true
      const result = await withCloud(flags, async (cloud) =>
        applyPolicies(cloud, await readPolicies(cloud, files, flags), {
          ...scopeOf(flags),
          dryRun,
          onChange(change) {
            if (flags.json || change.outcome === 'running') return
            const problem = change.outcome === 'failed' ? `: ${reason(change.error)}` : ''
            output.err(`${change.outcome}: ${change.action} ${change.title}${problem}`)
          }
        })
      )
      const changes = result.changes.filter(({ action }) => action !== 'keep')
      if (flags.json) output.out(JSON.stringify({ ...result, changes: result.changes.map(withReason) }))
      else if (changes.length === 0) output.out('nothing to do')
      else if (dryRun) {
        output.out(changes.map(textOf).join('\n'))
        output.err(`${changes.length} to do; nothing was sent. --yes makes the changes`)
      }
      if (result.failed) throw new CommandFailed(1, 'not everything was applied; run it again to go on')
    })
}

function withScope(command: Command): Command {
  return withPlace(withCloudOptions(command))
    .option('--prune', 'also delete what is live in these applications and environments and in no file')
    .option('--prune-routes <services...>', 'services whose rules are deleted when no file has them')
}

function scopeOf({ app = 'default', environment = '', prune, pruneRoutes = [] }: Flags): {
  readonly prune: boolean
  readonly routeServices: readonly {
    readonly service: string
    readonly app: string
    readonly environment: string
  }[]
} {
  return {
    prune: prune === true || pruneRoutes.length > 0,
    routeServices: pruneRoutes.map((service) => ({ service, app, environment }))
  }
}

const SIGNS = { create: '+', update: '~', enable: '~', disable: '~', delete: '-', keep: '' } as const

/** A line for the change, and one below it for each field; '' for what stays. */
function textOf(change: PolicyChange): string {
  if (change.action === 'keep') return ''
  const fields = change.fields.map(
    ({ path, before, after }) => `    ${path}: ${valueText(before)} → ${valueText(after)}`
  )
  return [`${SIGNS[change.action]} ${change.action} ${change.title}`, ...fields].join('\n')
}

function valueText(value: unknown): string {
  return value === undefined ? '(none)' : JSON.stringify(value)
}

function reason(error: unknown): string {
  const code = isChassisError(error) ? `${error.code} ` : ''
  return `${code}${error instanceof Error ? error.message : String(error)}`
}

function withReason({ error, ...change }: AppliedChange): object {
  return error === undefined ? change : { ...change, error: reason(error) }
}
