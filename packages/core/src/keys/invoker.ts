import type { KeyEntry } from './key.ts'

/** Which calls are governed, and what happens to one that fails. */
export const INVOKER_KEYS: readonly KeyEntry[] = [
  {
    key: 'servicecomb.invoker.suffix',
    type: 'text',
    default: '.cse',
    aliases: [],
    reload: 'restart',
    doc: 'A host that ends in it is a service name.',
    source: 'decisions.md N9'
  },
  {
    key: 'servicecomb.invoker.services',
    type: 'list',
    default: undefined,
    aliases: [],
    reload: 'restart',
    doc: 'Hosts that are service names although they do not look so.',
    source: 'decisions.md N9'
  },
  {
    key: 'servicecomb.invoker.passThrough',
    type: 'list',
    default: undefined,
    aliases: [],
    reload: 'restart',
    doc: 'Single labels that are no service names, such as `redis`.',
    source: 'decisions.md N9'
  },
  {
    key: 'servicecomb.invoker.failover.unsent',
    type: 'boolean',
    default: 'true',
    aliases: [],
    reload: 'restart',
    doc: 'An attempt that sent nothing moves to another instance.',
    source: 'decisions.md N1'
  },
  {
    key: 'servicecomb.invoker.failover.safe',
    type: 'boolean',
    default: 'true',
    aliases: [],
    reload: 'restart',
    doc: 'A safe call whose connection broke is tried once on another instance, when no retry policy speaks.',
    source: 'decisions.md N3'
  },
  {
    key: 'servicecomb.invoker.hostHeader',
    type: 'text',
    default: 'instance',
    aliases: [],
    reload: 'restart',
    doc: 'What the header `host` of a governed call holds: `service` or `instance`.',
    source: 'decisions.md N41'
  }
]
