// Plain loops: these run over every setting at every change, and pairs made to be thrown away are what costs.

export type TextMap = ReadonlyMap<string, string>

export function sameTexts(a: TextMap, b: TextMap): boolean {
  if (a.size !== b.size) return false
  for (const [key, text] of a) if (b.get(key) !== text) return false
  return true
}

/** Keys that were added, removed or changed. */
export function changedKeys(before: TextMap, after: TextMap): string[] {
  const keys: string[] = []
  for (const [key, text] of after) if (before.get(key) !== text) keys.push(key)
  for (const key of before.keys()) if (!after.has(key)) keys.push(key)
  return keys
}
