import type { Command } from 'commander'
import { systemEnv } from '@node-chassis/core'
import { createEngineHttp } from '@node-chassis/transport'
import type { EngineHttp } from '@node-chassis/transport'
import { registryAddresses } from '../addresses.ts'
import { CommandFailed } from '../exit.ts'
import { table } from '../output.ts'
import type { Output } from '../output.ts'

interface ServiceRow {
  readonly service: string
  readonly version: string
  readonly app: string
  readonly environment: string
  readonly up: number
  readonly instances: number
  readonly endpoints: readonly string[]
}

interface WireService {
  readonly serviceId: string
  readonly serviceName: string
  readonly version: string
  readonly appId: string
  readonly environment?: string
}

interface WireInstance {
  readonly status?: string
  readonly endpoints?: readonly string[]
}

const REGISTRY = '/v4/default/registry'

/** `chassis services`: what a registry knows. */
export function servicesCommand(program: Command, output: Output): void {
  program
    .command('services')
    .description('list the services of a registry with their instances')
    .option('--sc <urls>', 'registry address, several with commas')
    .option('--json', 'one JSON list instead of a table')
    .action(async (options: { sc?: string; json?: boolean }) => {
      const http = createEngineHttp({
        env: systemEnv(),
        engine: 'registry',
        addresses: registryAddresses(options.sc),
        addressKey: options.sc === undefined ? 'servicecomb.registry.sc.address' : '--sc',
        unavailable: 'CHS_REGISTRY_UNAVAILABLE',
        readinessPath: `${REGISTRY}/health/readiness`
      })
      try {
        const rows = await listServices(http)
        output.out(options.json ? JSON.stringify(rows) : asTable(rows))
      } finally {
        await http.close()
      }
    })
}

async function listServices(http: EngineHttp): Promise<readonly ServiceRow[]> {
  const { services = [] } = await get<{ services?: WireService[] }>(http, `${REGISTRY}/microservices`)
  const rows: ServiceRow[] = []
  for (const service of services) {
    const path = `${REGISTRY}/microservices/${service.serviceId}/instances`
    const { instances = [] } = await get<{ instances?: WireInstance[] }>(http, path)
    rows.push({
      service: service.serviceName,
      version: service.version,
      app: service.appId,
      environment: service.environment ?? '',
      up: instances.filter(({ status }) => status === 'UP').length,
      instances: instances.length,
      endpoints: instances.flatMap(({ endpoints = [] }) => endpoints)
    })
  }
  return rows.sort(
    (a, b) => compare(a.app, b.app) || compare(a.service, b.service) || compare(a.version, b.version)
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

async function get<T>(http: EngineHttp, path: string): Promise<T> {
  const answer = await http.request({ method: 'GET', path })
  if (answer.status !== 200)
    throw new CommandFailed(2, `the registry answered ${answer.status}: ${answer.body}`)
  return JSON.parse(answer.body) as T
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
