import type { Env, Instance, InstanceList, Target } from '@node-chassis/core'
import { SnapshotFile } from '@node-chassis/transport'
import type { SnapshotFileOptions } from '@node-chassis/transport'

export interface InstanceSnapshotOptions extends Pick<SnapshotFileOptions, 'dir' | 'name' | 'addresses'> {
  readonly env: Env
  /** What the registry has said in the life of this process. */
  readonly lists: () => Iterable<InstanceList>
}

/** The last lists of the registry, on disk, for a start while it is away (decisions.md N45). */
export interface InstanceSnapshot {
  /**
   * The answer of the registry, or, when it fails or is late, what an earlier process left; the answer after all where
   * that left nothing. @param take hears of a list from disk before this resolves
   */
  orInstead(
    answer: Promise<InstanceList>,
    target: Target,
    take: (list: InstanceList) => void
  ): Promise<InstanceList>
  /** A list is new: writes soon. */
  changed(): void
  /** Writes what is still to be written. */
  close(): Promise<void>
}

/** Lists are written at most this often, and for each instance a millisecond later: 100,000 of them are 30 MB. */
const DELAY_MS = 5_000
/** A call waits a second for its first list (decisions.md N6): half of it belongs to the registry. */
const PATIENCE_MS = 500
/** A service that no process has called for so long is not carried on. */
const KEPT_MS = 24 * 60 * 60_000

export function createInstanceSnapshot(options: InstanceSnapshotOptions): InstanceSnapshot {
  const { env, lists } = options
  let told = false
  const warned = new Set<string>()
  /** Instances in the last file. */
  let size = 0
  let earlier = new Map<string, string>()

  function* entries(): Generator<readonly [string, string]> {
    size = 0
    for (const list of lists()) {
      const key = keyOf(list.target)
      // What the registry says now counts, also when it is nothing.
      earlier.delete(key)
      size += list.instances.length
      if (list.instances.length > 0) yield [key, textOf(list.instances, env.clock.wallNow())]
    }
    const since = env.clock.wallNow() - KEPT_MS
    // Services of an earlier process that this one has not called yet.
    for (const [key, text] of earlier) if (writtenAt(text) >= since) yield [key, text]
  }

  const file = new SnapshotFile({
    env,
    dir: options.dir,
    name: options.name,
    addresses: options.addresses,
    delayMs: () => DELAY_MS + size,
    warn(message) {
      if (!warned.has(message)) env.log.warn(message)
      warned.add(message)
    },
    entries
  })
  const loaded = file.load().then((found) => {
    earlier = new Map([...found, ...earlier])
  })

  const listOf = async (target: Target): Promise<InstanceList | undefined> => {
    await loaded
    const text = earlier.get(keyOf(target))
    const instances = text === undefined ? undefined : instancesOf(text)
    return instances === undefined ? undefined : { target, known: true, instances, revision: '' }
  }

  return {
    async orInstead(answer, target, take) {
      const late = new Promise<'late'>((resolve) => {
        const cancel = env.clock.after(PATIENCE_MS, () => resolve('late'))
        answer.catch(() => {}).finally(cancel)
      })
      const first = await Promise.race([answer, late]).catch(() => 'late' as const)
      if (first !== 'late') return first
      const list = await listOf(target)
      if (list === undefined) return answer
      if (!told) {
        told = true
        env.log.warn(
          { file: file.file },
          'the registry does not answer: the instances that it had at last are read from disk'
        )
      }
      take(list)
      return list
    },
    changed: () => file.schedule(),
    async close() {
      await loaded
      await file.close()
    }
  }
}

/** No name holds a slash (registry.md 3.1). */
function keyOf({ app, service }: Target): string {
  return `${app}/${service}`
}

function textOf(instances: readonly Instance[], at: number): string {
  // Field by field: a record may be of a class whose fields are getters.
  const records = instances.map((one) => ({
    id: one.id,
    service: one.service,
    app: one.app,
    version: one.version,
    status: one.status,
    endpoints: one.endpoints,
    properties: one.properties,
    region: one.region,
    zone: one.zone,
    registeredAt: one.registeredAt,
    framework: one.framework
  }))
  return JSON.stringify({ at, instances: records })
}

function writtenAt(text: string): number {
  return Number(/^\{"at":(-?\d+)/.exec(text)?.[1] ?? 0)
}

/** Undefined for what is no list: the file is ours, and yet anybody may have written into it. */
function instancesOf(text: string): readonly Instance[] | undefined {
  try {
    const { instances } = JSON.parse(text) as { instances?: unknown }
    if (!Array.isArray(instances) || !instances.every(isInstance)) return undefined
    return instances.map((one) => ({
      ...one,
      region: one.region ?? undefined,
      zone: one.zone ?? undefined,
      framework: one.framework ?? undefined
    }))
  } catch {
    return undefined
  }
}

function isInstance(value: unknown): value is Instance {
  const { id, service, app, version, status, endpoints, properties, registeredAt } = (value ?? {}) as Record<
    string,
    unknown
  >
  return (
    [id, service, app, version, status].every((each) => typeof each === 'string') &&
    Array.isArray(endpoints) &&
    endpoints.every((each) => typeof each === 'string') &&
    typeof properties === 'object' &&
    properties !== null &&
    typeof registeredAt === 'number'
  )
}
