import type { Call } from '@node-chassis/core'

const PREFIX = 'servicecomb.governance.'
const SUFFIX = 'matchType'

/** What path matchers look at (governance.md 3.2, notes): the path, or a name under match type `rpc`. */
export interface MatchTypes {
  /** Whether `rpc` is set anywhere: then paths are no index. */
  readonly usesNames: boolean
  apiPath(call: Call): string
}

/** `servicecomb.governance.matchType`, per service, schema and operation on consumers, per schema and operation on providers. */
export function readMatchTypes(values: ReadonlyMap<string, string>): MatchTypes {
  const types = new Map<string, boolean>()
  for (const [key, value] of values) {
    if (!key.startsWith(PREFIX) || !key.endsWith(SUFFIX)) continue
    const scope = key.slice(PREFIX.length, -SUFFIX.length)
    if (scope === '' || scope.endsWith('.')) types.set(scope, value.trim().toLowerCase() === 'rpc')
  }
  const usesNames = [...types.values()].includes(true)
  if (!usesNames) return { usesNames, apiPath: (call) => call.path }
  return {
    usesNames,
    apiPath(call) {
      const { schema, operation } = call
      if (schema === undefined || operation === undefined) return call.path
      const names = call.side === 'consumer' ? [call.service ?? '', schema, operation] : [schema, operation]
      for (let length = names.length; length >= 0; length--) {
        const scope = names.slice(0, length).map((name) => `${name}.`)
        const isRpc = types.get(scope.join(''))
        if (isRpc !== undefined) return isRpc ? names.join('.') : call.path
      }
      return call.path
    }
  }
}
