import type { Command } from 'commander'
import type { Instance } from '@node-chassis/core'
import { CommandFailed } from '../exit.ts'
import { table } from '../output.ts'
import type { Output } from '../output.ts'
import { registryCommand, versionsOf, withPlace, withRegistry } from '../registry.ts'
import type { RegistryFlags } from '../registry.ts'

/** `chassis instances`: who runs a service, all versions and statuses. Code 1: unknown, or nobody does. */
export function instancesCommand(program: Command, output: Output): void {
  withPlace(registryCommand(program, 'instances <service>', 'list the instances of a service'))
    .option('--json', 'one JSON list instead of a table')
    .action(async (name: string, flags: RegistryFlags) => {
      const instances = await withRegistry(flags, output, async (client) => {
        const versions = await versionsOf(client, name, flags)
        const found = await client.catalog.instances(versions)
        return versions.flatMap(({ serviceId, environment }) =>
          (found.get(serviceId) ?? []).map((instance) => ({ ...instance, environment }))
        )
      })
      if (flags.json) output.out(JSON.stringify(instances))
      else if (instances.length > 0) output.out(asTable(instances))
      if (instances.length === 0) throw new CommandFailed(1, `service "${name}" has no instance`)
    })
}

function asTable(instances: readonly (Instance & { readonly environment: string })[]): string {
  return table(
    ['INSTANCE', 'VERSION', 'STATUS', 'APP', 'ENVIRONMENT', 'ZONE', 'REGISTERED', 'ENDPOINTS'],
    instances.map((one) => [
      one.id,
      one.version,
      one.status,
      one.app,
      one.environment,
      [one.region, one.zone].filter((text) => text !== undefined).join('/'),
      one.registeredAt === 0 ? '' : new Date(one.registeredAt).toISOString().slice(0, 19) + 'Z',
      one.endpoints.join(' ')
    ])
  )
}
