import type { Answer, Route } from '../http/types.ts'
import type { ServiceRecord, Tenant } from '../registry/records.ts'
import type { Watchers } from '../sockets/watchers.ts'
import { family } from './prometheus.ts'
import type { Sample } from './prometheus.ts'

/** What Prometheus reads at `/metrics` (registry.md 12.6), under the names that service-center's own dashboards know. */
export class RegistryMetrics {
  readonly #requests = new Map<Route, Map<number, number>>()
  readonly #tenants: () => Iterable<Tenant>
  readonly #watchers: Watchers

  constructor(tenants: () => Iterable<Tenant>, watchers: Watchers) {
    this.#tenants = tenants
    this.#watchers = watchers
  }

  readonly answered = (route: Route, status: number): void => {
    let byStatus = this.#requests.get(route)
    if (byStatus === undefined) this.#requests.set(route, (byStatus = new Map()))
    byStatus.set(status, (byStatus.get(status) ?? 0) + 1)
  }

  readonly page = (): Answer => {
    const { user, system } = process.cpuUsage()
    const body = [
      family('service_center_http_request_total', 'counter', 'Requests answered.', this.#answers()),
      family(
        'service_center_db_service_total',
        'gauge',
        'Service versions.',
        this.#perTenant(({ services }) => services.size)
      ),
      family(
        'service_center_db_instance_total',
        'gauge',
        'Living instances.',
        this.#perTenant(({ instanceCount }) => instanceCount)
      ),
      family(
        'service_center_db_schema_total',
        'gauge',
        'Schemas.',
        this.#perTenant(({ services }) => sum(services.values(), ({ schemas }) => schemas.size))
      ),
      family('service_center_notify_subscriber_total', 'gauge', 'Open watch sockets.', [
        [{}, this.#watchers.count]
      ]),
      family('service_center_notify_publish_total', 'counter', 'Frames handed to watch sockets.', [
        [{}, this.#watchers.published]
      ]),
      family('process_resident_memory_bytes', 'gauge', 'Resident memory.', [[{}, process.memoryUsage.rss()]]),
      family('process_cpu_seconds_total', 'counter', 'CPU time, user and system.', [
        [{}, (user + system) / 1e6]
      ])
    ]
    return {
      status: 200,
      headers: { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' },
      body: body.join('')
    }
  }

  #answers(): Sample[] {
    return [...this.#requests].flatMap(([{ method, path }, byStatus]) =>
      [...byStatus].map(([status, count]): Sample => [{ method, code: String(status), api: path }, count])
    )
  }

  #perTenant(value: (tenant: Tenant) => number): Sample[] {
    return [...this.#tenants()].map((tenant): Sample => {
      const { domain, project } = tenant
      return [{ domain, project }, value(tenant)]
    })
  }
}

function sum(services: Iterable<ServiceRecord>, value: (service: ServiceRecord) => number): number {
  let total = 0
  for (const service of services) total += value(service)
  return total
}
