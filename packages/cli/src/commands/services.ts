import type { Command } from 'commander'
import type { RegistryClient } from '@node-chassis/registry-client'
import { table } from '../output.ts'
import type { Output } from '../output.ts'
import { registryCommand, withRegistry } from '../registry.ts'
import type { RegistryFlags } from '../registry.ts'
import { withProgress } from './config-progress.ts'

interface ServiceRow {
  readonly service: string
  readonly version: string
  readonly app: string
  readonly environment: string
  readonly up: number
  readonly instances: number
  readonly endpoints: readonly string[]
}

/** `chassis services`: what a registry knows. */
export function servicesCommand(program: Command, output: Output): void {
  registryCommand(program, 'services', 'list the services of a registry with their instances')
    .option('--json', 'one JSON list instead of a table')
    .action(async (flags: RegistryFlags) => {
      const rows = await withRegistry(flags, output, listServices)
      output.out(flags.json ? JSON.stringify(rows) : asTable(rows))
    })
}

async function listServices({ catalog }: RegistryClient): Promise<readonly ServiceRow[]> {
  const services = await catalog.services()
  const found = await withProgress('reading services', (onProgress) =>
    catalog.instances(services, { onProgress })
  )
  return services
    .map(({ serviceId, service, version, app, environment }) => {
      const instances = found.get(serviceId) ?? []
      return {
        service,
        version,
        app,
        environment,
        up: instances.filter(({ status }) => status === 'UP').length,
        instances: instances.length,
        endpoints: instances.flatMap(({ endpoints }) => endpoints)
      }
    })
    .toSorted(
      (a, b) => compare(a.app, b.app) || compare(a.service, b.service) || compare(a.version, b.version)
    )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function asTable(rows: readonly ServiceRow[]): string {
  return table(
    ['SERVICE', 'VERSION', 'APP', 'ENVIRONMENT', 'UP', 'ENDPOINTS'],
    rows.map((row) => [
      row.service,
      row.version,
      row.app,
      row.environment,
      `${row.up}/${row.instances}`,
      row.endpoints.join(' ')
    ])
  )
}
