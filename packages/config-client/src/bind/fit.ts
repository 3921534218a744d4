import { LifecycleError } from '@node-chassis/core'
import type { SchemaIssue, StandardSchema } from '@node-chassis/core'
import { readAnotherWay, treeOf } from './tree.ts'

export type Fit<Output> =
  | { readonly value: Output }
  /** `key` is relative to the prefix; undefined when the schema names no setting. */
  | { readonly key: string | undefined; readonly reason: string }

/**
 * Gives flat texts to a schema. Where it does not take a text, the text is read as a number, a boolean and a list in
 * turn, until the schema is content or has nothing left to try: so a schema says `number` and means the setting `"20"`.
 * @throws LifecycleError CHS_INVALID_ARGUMENT for a schema that answers with a promise
 */
export function fit<Output>(schema: StandardSchema<Output>, texts: ReadonlyMap<string, string>): Fit<Output> {
  const tree = treeOf(texts)
  for (;;) {
    const result = validated(schema, tree.value())
    if (result.issues === undefined) return { value: result.value }
    let stuck: { readonly key: string | undefined; readonly reason: string } | undefined
    let moved = false
    const seen = new Set<unknown>()
    for (const issue of result.issues) {
      const path = pathOf(issue)
      const leaf = tree.leafAt(path)
      if (leaf === undefined) {
        stuck ??= { key: keyOf(path), reason: issue.message }
      } else if (!seen.has(leaf)) {
        seen.add(leaf)
        if (readAnotherWay(leaf, issue.message)) moved = true
        else stuck ??= { key: leaf.key, reason: [...new Set(leaf.complaints)].join('; as another type: ') }
      }
    }
    // Every turn leaves fewer readings, so this ends.
    if (stuck !== undefined || !moved)
      return stuck ?? { key: undefined, reason: 'the schema does not take it' }
  }
}

function validated<Output>(
  schema: StandardSchema<Output>,
  value: unknown
): Exclude<ReturnType<StandardSchema<Output>['~standard']['validate']>, Promise<unknown>> {
  const result = schema['~standard'].validate(value)
  if (result instanceof Promise) {
    // Nobody waits for it; a rejection has to be heard all the same.
    result.catch(() => {})
    throw new LifecycleError(
      'CHS_INVALID_ARGUMENT',
      'bind() takes no schema with asynchronous checks: settings are read without waiting'
    )
  }
  return result
}

function pathOf(issue: SchemaIssue): PropertyKey[] {
  return (issue.path ?? []).map((segment) => (typeof segment === 'object' ? segment.key : segment))
}

/** A path as people write it in a file: `a.b[0]`. */
function keyOf(path: readonly PropertyKey[]): string | undefined {
  if (path.length === 0) return undefined
  return path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at === 0 ? '' : '.'}${String(part)}`))
    .join('')
}
