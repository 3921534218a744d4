import type { Cancel, Clock, Logger } from '@node-chassis/core'
import type { Services } from './services.ts'
import type { ServiceRecord } from './records.ts'
import type { Store } from './store.ts'

const KEPT_VERSIONS = 3
const AT_HOUR = 1

/**
 * Every night at 01:00 local time, old versions of a service are deleted when they have no instances: the three newest
 * of each name stay (registry.md 9.5). The other reaper there collects schemas that their service has left behind, and
 * here they go with it.
 * @returns stops it
 */
export function retireOldVersions(
  env: { readonly clock: Clock; readonly log: Logger },
  store: Store,
  services: Services
): () => void {
  let cancel: Cancel
  const plan = (): void => {
    cancel = env.clock.after(untilNight(env.clock.wallNow()), () => {
      try {
        retireNow()
      } catch (error) {
        // Nobody waits for it, and there is another night.
        env.log.error({ err: error }, 'old service versions could not be deleted')
      }
      plan()
    })
  }
  const retireNow = (): void => {
    for (const record of [...store.tenants()].flatMap(old)) {
      services.delete(record.tenant, record.id, true)
      env.log.info(
        { serviceId: record.id, serviceName: record.body.serviceName, version: record.body.version },
        `deleted a service version without instances: ${KEPT_VERSIONS} newer ones are there`
      )
    }
  }
  plan()
  return () => cancel()
}

function old({
  services
}: {
  readonly services: ReadonlyMap<string, ServiceRecord>
}): readonly ServiceRecord[] {
  const names = new Map<string, ServiceRecord[]>()
  for (const record of services.values()) {
    const { environment, appId, serviceName } = record.body
    const name = `${environment}/${appId}/${serviceName}`
    const versions = names.get(name)
    if (versions === undefined) names.set(name, [record])
    else versions.push(record)
  }
  return [...names.values()].flatMap((versions) =>
    versions
      .toSorted((a, b) => compareVersions(b.body.version, a.body.version))
      .slice(KEPT_VERSIONS)
      .filter(({ instances }) => instances.size === 0)
  )
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)]
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function untilNight(now: number): number {
  const night = new Date(now)
  night.setHours(AT_HOUR, 0, 0, 0)
  if (night.getTime() <= now) night.setDate(night.getDate() + 1)
  return night.getTime() - now
}
