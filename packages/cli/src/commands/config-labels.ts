import type { Command } from 'commander'
import type { Labels } from '@node-chassis/config-client'
import { CommandFailed } from '../exit.ts'
import { ownPlace } from '../own-place.ts'

export interface LabelOptions {
  readonly app?: string
  readonly service?: string
  readonly version?: string
  readonly environment?: string
  readonly label?: readonly string[]
}

/** The options that say which layer of the configuration centre is meant (config.md 5.1). */
export function withLabelOptions(command: Command): Command {
  return command
    .option('--app <name>', 'label app')
    .option('--service <name>', 'label service')
    .option('--version <version>', 'label version')
    .option('--environment <name>', 'label environment')
    .option('--label <name=value>', 'any other label; may be repeated', collect, [])
}

/** The labels that were given, and no others. @throws CommandFailed code 2 */
export function givenLabels(options: LabelOptions): Labels {
  const { app, service, version, environment, label = [] } = options
  const labels: Record<string, string> = {}
  for (const [name, value] of Object.entries({ app, environment, service, version }))
    if (value !== undefined) labels[name] = value
  for (const pair of label) {
    const at = pair.indexOf('=')
    if (at < 1) throw new CommandFailed(2, `--label ${pair}: write name=value`)
    labels[pair.slice(0, at)] = pair.slice(at + 1)
  }
  return labels
}

/**
 * The labels of one document, so that a service finds it: application and environment are those of an application in this
 * folder unless the options say otherwise. A layer of labels of one's own (`--label public=`) has neither.
 * @throws CommandFailed code 2
 */
export function layerLabels(options: LabelOptions): Labels {
  const given = givenLabels(options)
  if (given['version'] !== undefined && given['service'] === undefined)
    throw new CommandFailed(2, '--version goes with --service: no service asks for a version alone')
  const own = (options.label ?? []).length > 0 && options.app === undefined && options.service === undefined
  return own ? given : { ...ownPlace(options), ...given }
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}
