import type { InstanceSource } from '@node-chassis/core'

/** What there is to call without a registry: nobody. */
export const NO_INSTANCES: InstanceSource = Object.freeze({
  current: () => undefined,
  pull: (target) => Promise.resolve({ target, known: false, instances: [], revision: '' }),
  onChange: () => () => {}
} satisfies InstanceSource)
