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
    key: 'servicecomb.management.address',
    type: 'text',
    default: undefined,
    aliases: [],
    reload: 'restart',
    doc: 'Admin port (`/livez`, `/readyz`, `/healthz`, `/metrics` and more): a port of the loopback address, or `host:port`; none is opened without it.',
    source: 'NODE-FACTS 4.7'
  },
  {
    key: 'servicecomb.management.tokenFile',
    type: 'text',
    default: undefined,
    aliases: [],
    reload: 'restart',
    doc: 'File with the token that the inner pages of the admin port ask for; without it they answer this machine only.',
    source: 'NODE-FACTS 4.7'
  },
  {
    key: 'servicecomb.telemetry.enabled',
    type: 'boolean',
    default: 'true',
    aliases: [],
    reload: 'restart',
    doc: 'Spans and instruments of OpenTelemetry, where `@opentelemetry/api` is installed and an SDK registered.',
    source: 'NODE-FACTS 4.6'
  },
  ...(['enabled', 'msTime'] as const).flatMap((what): KeyEntry[] =>
    ['', '.*'].map((scope) => ({
      key: `servicecomb.consumer.invocation.slow.${what}${scope}`,
      type: what === 'enabled' ? 'boolean' : 'milliseconds',
      default: scope !== '' ? undefined : what === 'enabled' ? 'false' : '1000',
      aliases: [
        `servicecomb.metrics.Consumer.invocation.slow.${what}${scope}`,
        ...(scope === '' ? [] : [`servicecomb.Consumer.invocation.slow.${what}${scope}`])
      ],
      reload: 'live',
      doc:
        what === 'enabled'
          ? `Log calls that take too long${scope === '' ? '' : '; for `<service>[.<schema>[.<operation>]]`, the most specific key wins'}.`
          : `What is too long${scope === '' ? '' : ', for one target'}.`,
      source: 'java-chassis: core/src/main/java/org/apache/servicecomb/core/definition/OperationConfig.java'
    }))
  ),
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
