import type { InstanceList } from '@node-chassis/core'
import type { FrameChange } from '../watch/frame.ts'
import { recordsOf } from './records.ts'
import type { ServiceFacts } from './service-facts.ts'

/**
 * The list with what a frame says of one instance, so that callers need not wait for the pull that follows: with a
 * thousand watchers of one change the registry is busy with those for half a second (PERFORMANCE.md G13). The pull
 * replaces it, so a frame that is late or wrong does no harm for long. Undefined: nothing new, or not enough is known.
 */
export function toldList(
  list: InstanceList,
  { action, instance: wire }: FrameChange,
  facts: ServiceFacts | undefined
): InstanceList | undefined {
  if (!list.known || facts === undefined) return undefined
  const at = list.instances.findIndex(({ id }) => id === wire.instanceId)
  const before = at < 0 ? [] : [list.instances[at]!]
  const after = action === 'DELETE' ? [] : recordsOf(list.target, [wire], () => facts, before)
  if (before[0] === after[0]) return undefined
  const instances = at < 0 ? [...list.instances, ...after] : list.instances.toSpliced(at, 1, ...after)
  // No revision of the registry's: its next answer is another list, whatever it is called.
  return { ...list, instances, revision: `${list.revision}+` }
}
