import type { Command } from 'commander'
import { createLogger, systemEnv } from '@node-chassis/core'
import type { Env } from '@node-chassis/core'
import { createRegistryClient } from '@node-chassis/registry-client'
import type { CatalogService, RegistryClient, RegistryClientOptions } from '@node-chassis/registry-client'
import { registryAccess, withAccount } from './access.ts'
import type { AccessFlags } from './access.ts'
import { CommandFailed } from './exit.ts'
import type { Output } from './output.ts'

export interface RegistryFlags extends AccessFlags {
  readonly app?: string
  readonly environment?: string
  readonly json?: boolean
}

/** A command that looks into a registry. */
export function registryCommand(program: Command, usage: string, description: string): Command {
  const command = program
    .command(usage)
    .description(description)
    .option('--sc <urls>', 'registry address, several with commas')
  return withAccount(command)
}

/** Adds what narrows a name down. */
export function withPlace(command: Command): Command {
  return command
    .option('--app <name>', 'application of the service, where several have one of that name')
    .option('--environment <name>', 'environment of the service, where it is in several')
}

/** Does something with a client of the registry, which ends with it. What the client has to say goes to `output.err`. */
export async function withRegistry<T>(
  flags: RegistryFlags,
  output: Output,
  work: (client: RegistryClient, env: Env) => Promise<T>,
  more: Partial<RegistryClientOptions> = {}
): Promise<T> {
  const env = systemEnv(createLogger('warn', ({ msg }) => output.err(`chassis: ${String(msg)}`)))
  const client = createRegistryClient({ env, ...registryAccess(flags), ...more })
  try {
    return await work(client, env)
  } finally {
    await client.close()
  }
}

/** The versions of a service. @throws CommandFailed code 1 when there are none, naming what looks alike */
export async function versionsOf(
  client: RegistryClient,
  name: string,
  flags: RegistryFlags
): Promise<readonly CatalogService[]> {
  const all = await client.catalog.services()
  const found = all.filter(
    ({ service, app, environment }) =>
      service === name &&
      (flags.app === undefined || app === flags.app) &&
      (flags.environment === undefined || environment === flags.environment)
  )
  if (found.length > 0) return found
  const names = [...new Set(all.map(({ service }) => service))]
  const alike = names.filter((other) => other.toLowerCase().includes(name.toLowerCase()))
  const elsewhere = all.filter(({ service }) => service === name)
  const hint =
    elsewhere.length > 0
      ? `; it is there as ${elsewhere.map(placeOf).join(', ')}`
      : alike.length > 0
        ? `; there is ${alike.toSorted().join(', ')}`
        : ''
  throw new CommandFailed(1, `the registry knows no service "${name}"${hint}`)
}

/** Application, environment and version of a service, for people. */
export function placeOf({ app, environment, version }: CatalogService): string {
  return [app, environment, version].filter((text) => text !== '').join('/')
}
