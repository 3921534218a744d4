/**
 * Computes something of a list once: lists are replaced, never changed, so their identity is their revision
 * (routing.md 9). Two lists in turn, as two route groups give them, cost one look-up each.
 */
export function perList<Item extends object, Result>(
  compute: (list: readonly Item[]) => Result
): (list: readonly Item[]) => Result {
  const known = new WeakMap<readonly Item[], { readonly result: Result }>()
  let lastList: readonly Item[] | undefined
  let last: { readonly result: Result } | undefined
  return (list) => {
    if (list === lastList && last !== undefined) return last.result
    let entry = known.get(list)
    if (entry === undefined) known.set(list, (entry = { result: compute(list) }))
    lastList = list
    last = entry
    return entry.result
  }
}
