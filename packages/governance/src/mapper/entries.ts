import type { Call } from '@node-chassis/core'
import type { MatchContext } from '../markers/group.ts'
import type { Selector } from '../markers/selector.ts'
import type { Kind } from '../kinds.ts'
import type { MapperOptions } from './options.ts'

/** Both families are in force together; where they set the same key, `mapper` does (decisions.md N24). */
export const MAPPER_KINDS = ['contextMapper', 'mapper'] as const satisfies readonly Kind[]

/**
 * What the mapper policies of a request add to its context (governance.md 6.11). They run before everything else on a
 * provider, so that the other policies already see it. Undefined when nothing is added.
 */
export function mapperEntries(
  selector: Selector,
  context: MatchContext
): (call: Call) => ReadonlyMap<string, string> | undefined {
  if (selector.sorted.every((list) => list.length === 0)) return () => undefined
  return (call) => {
    const ranks = selector.select(call)
    let entries: Map<string, string> | undefined
    for (let kind = 0; kind < ranks.length; kind++) {
      const policy = selector.sorted[kind]?.[ranks[kind] as number]
      if (policy === undefined) continue
      const { target } = policy.options as MapperOptions
      for (const [key, source] of Object.entries(target ?? {})) {
        const value = source === null || source === '' ? undefined : valueOf(source, call, context)
        if (value !== undefined) (entries ??= new Map()).set(key, value)
      }
    }
    return entries
  }
}

// A source that the request does not have sets nothing.
function valueOf(source: string, call: Call, context: MatchContext): string | undefined {
  if (source === '$U') return context.apiPath(call)
  if (source === '$M') return call.method
  const [, what, name = ''] = /^\$([HQ])\{(.*)\}$/.exec(source) ?? []
  if (what === 'H') return call.context.get(name) ?? call.header(name.toLowerCase())
  return what === 'Q' ? call.query(name) : source
}
