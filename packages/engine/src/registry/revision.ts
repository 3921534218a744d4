import { hash } from 'node:crypto'
import { shownInstances } from './lingering.ts'
import type { InstanceRecord, ServiceRecord } from './records.ts'

/**
 * The revision of a set of instances (registry.md 8.3): changes with every create, delete and PUT among them, never
 * with a heartbeat. service-center hashes highest store revision and count of each cluster; here there is one cluster.
 */
export function revisionOf(services: readonly ServiceRecord[]): string {
  let highest = 0
  let count = 0
  for (const service of services) {
    count += service.instances.size + (service.lingering?.size ?? 0)
    highest = Math.max(highest, highestOf(service))
  }
  const first = services[0]
  return first === undefined ? hashOf(highest, count) : remembered(first, highest, count)
}

/** Answers compare revisions far more often than these change. */
function remembered(record: ServiceRecord, highest: number, count: number): string {
  const { lastRevision } = record
  if (lastRevision?.highest === highest && lastRevision.count === count) return lastRevision.text
  const text = hashOf(highest, count)
  record.lastRevision = { highest, count, text }
  return text
}

export function revisionOfOne(instance: InstanceRecord): string {
  return hashOf(instance.revision, 1)
}

function highestOf(service: ServiceRecord): number {
  if (service.highestRevision === undefined) {
    let highest = 0
    for (const { revision } of shownInstances(service)) if (revision > highest) highest = revision
    service.highestRevision = highest
  }
  return service.highestRevision
}

function hashOf(highest: number, count: number): string {
  return hash('sha1', `${highest}.${count},`)
}
