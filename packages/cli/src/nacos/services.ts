import type { Command } from 'commander'
import type { ListedInstance } from '@node-chassis/nacos-client'
import { CommandFailed } from '../exit.ts'
import { table } from '../output.ts'
import type { Output } from '../output.ts'
import { onNacos, withNacos } from './access.ts'
import type { NacosFlags } from './access.ts'

/** `chassis services --nacos`: the services of a group, with their instances. */
export function nacosServices(program: Command, output: Output): void {
  withNacos(
    program.command('services').description('list the services of a Nacos engine with their instances')
  ).action(async (flags: NacosFlags) => {
    const rows = await onNacos(flags, async (admin) => {
      const found = []
      for (const service of await admin.services(flags.group)) {
        const instances = await admin.instances(service, flags.group)
        found.push({
          service,
          group: flags.group,
          versions: [...new Set(instances.map(({ metadata }) => metadata?.['version'] ?? ''))].toSorted(),
          up: instances.filter(isCalled).length,
          instances: instances.length,
          endpoints: instances.map(addressOf)
        })
      }
      return found
    })
    if (flags.json) return output.out(JSON.stringify(rows))
    output.out(
      table(
        ['SERVICE', 'GROUP', 'VERSIONS', 'UP', 'ENDPOINTS'],
        rows.map((row) => [
          row.service,
          row.group,
          row.versions.join(' '),
          `${row.up}/${row.instances}`,
          row.endpoints.join(' ')
        ])
      )
    )
  })
}

/** `chassis instances <service> --nacos`: also those that nobody calls, and why. Code 1: there are none. */
export function nacosInstances(program: Command, output: Output): void {
  withNacos(
    program.command('instances <service>').description('list the instances of a service of a Nacos engine')
  ).action(async (service: string, flags: NacosFlags) => {
    const instances = await onNacos(flags, (admin) => admin.instances(service, flags.group))
    if (flags.json) output.out(JSON.stringify(instances))
    else
      output.out(
        table(
          ['INSTANCE', 'VERSION', 'CLUSTER', 'WEIGHT', 'CALLED', 'METADATA'],
          instances.map((instance) => [
            addressOf(instance),
            instance.metadata?.['version'] ?? '',
            instance.clusterName ?? '',
            instance.weight ?? 1,
            calledText(instance),
            Object.entries(instance.metadata ?? {})
              .map(([name, value]) => `${name}=${value}`)
              .join(',')
          ])
        )
      )
    if (instances.length === 0)
      throw new CommandFailed(
        1,
        `${service} has no instance in group ${flags.group}; a server hides those that an operator has taken out in its console`
      )
  })
}

function isCalled({ enabled = true, healthy = true, weight = 1 }: ListedInstance): boolean {
  return enabled && healthy && weight > 0
}

function calledText({ enabled = true, healthy = true, weight = 1 }: ListedInstance): string {
  if (!enabled) return 'no: not enabled'
  if (!healthy) return 'no: not healthy'
  return weight > 0 ? 'yes' : 'no: weight 0'
}

function addressOf({ ip = '', port = 0 }: ListedInstance): string {
  return `${ip.includes(':') ? `[${ip}]` : ip}:${port}`
}
