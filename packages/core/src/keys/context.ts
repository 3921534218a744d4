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
  {
    key: 'servicecomb.context.headerContextMapper.*',
    type: 'text',
    default: undefined,
    aliases: ['spring.cloud.servicecomb.context.headerContextMapper.*'],
    reload: 'live',
    doc: 'Header to context key, for requests that come in.',
    source: 'routing.md 4.3',
    unsupported: 'Not built yet; set the context in a middleware of your own.'
  }
]
