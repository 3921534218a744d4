import type { KeyEntry } from './key.ts'

/** What travels with a call. */
export const CONTEXT_KEYS: readonly KeyEntry[] = [
  {
    key: 'servicecomb.context.wire',
    type: 'text',
    default: 'auto',
    aliases: [],
    reload: 'restart',
    doc: 'Context headers sent: `auto` (what the target reads), `both`, `cse`, `invocation` or `none`.',
    source: 'decisions.md N39'
  },
  {
    key: 'servicecomb.context.decodeInvocationContext',
    type: 'boolean',
    default: 'true',
    aliases: [],
    reload: 'live',
    doc: 'Read the context headers of callers; false starts every request with an empty context.',
    source: 'routing.md 4'
  },
  ...(['header', 'query'] as const).flatMap((what): KeyEntry[] => [
    {
      key: `servicecomb.context.${what}ContextMapper`,
      type: 'yaml',
      default: undefined,
      aliases: [],
      reload: 'live',
      doc: `Lines \`inbound-name: context-key\`: which ${what} of a request becomes which context entry.`,
      source: 'routing.md 4.3'
    },
    {
      key: `servicecomb.context.${what}ContextMapper.*`,
      type: 'text',
      default: undefined,
      aliases: [`spring.cloud.servicecomb.context.${what}ContextMapper.*`],
      reload: 'live',
      doc: `The same, a key for each inbound name.`,
      source: 'routing.md 4.3, decisions.md N24'
    }
  ])
]
