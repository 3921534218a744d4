import type { KeyEntry } from './key.ts'

/** Start, stop, and what travels with a call. */
export const LIFECYCLE_KEYS: readonly KeyEntry[] = [
  {
    key: 'servicecomb.failFast',
    type: 'boolean',
    default: 'false',
    aliases: [],
    reload: 'restart',
    doc: 'A registry or configuration centre that is away fails the start.',
    source: 'decisions.md N44'
  },
  {
    key: 'servicecomb.boot.turnDown.waitInSeconds',
    type: 'seconds',
    default: '15',
    aliases: [],
    reload: 'live',
    doc: 'How long a stopping instance goes on serving after it said DOWN.',
    source: 'decisions.md N10'
  },
  {
    key: 'servicecomb.boot.turnDown.drainInSeconds',
    type: 'seconds',
    default: '30',
    aliases: [],
    reload: 'live',
    doc: 'How long running requests are waited for after that.',
    source: 'decisions.md N10'
  },
  {
    key: 'servicecomb.management.health.enabled',
    type: 'boolean',
    default: 'true',
    aliases: [],
    reload: 'restart',
    doc: 'Answer the health ping of Java consumers on the service port.',
    source: 'decisions.md N34'
  },
  {
    key: 'servicecomb.snapshot.enabled',
    type: 'boolean',
    default: 'true',
    aliases: [],
    reload: 'restart',
    doc: 'Keep the last instances and settings on disk, for a start while the engines are away.',
    source: 'decisions.md N45'
  },
  {
    key: 'servicecomb.snapshot.dir',
    type: 'text',
    default: undefined,
    aliases: [],
    reload: 'restart',
    doc: 'Folder of these files; otherwise `node-chassis/<service>` in the cache directory of the user.',
    source: 'decisions.md N45'
  }
]
