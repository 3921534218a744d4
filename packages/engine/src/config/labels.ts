import { createHash } from 'node:crypto'

export type Labels = ReadonlyMap<string, string>

/** Where a document lives: the tenant, and a project of it. */
export interface Scope {
  readonly domain: string
  readonly project: string
}

/** The canonical text of a label set: `a=1::b=2` in order of the keys, `none` without labels (config.md 1.2). */
export function labelFormat(labels: Labels): string {
  if (labels.size === 0) return 'none'
  // Keys are ASCII by rule, so that order of code units is order of bytes.
  const keys = [...labels.keys()].sort()
  return keys.map((key) => `${key}=${labels.get(key)}`).join('::')
}

/** The identity of a document is a hash of what makes it unique: recreated, it has its id again (config.md 1.2). */
export function documentId({ domain, project }: Scope, key: string, format: string): string {
  return createHash('sha256').update(`${domain}/${project}/${key}/${format}`).digest('hex')
}

/** Every wanted label is there with this value. A label that is missing is not an empty one (config.md 3.2, 4.3). */
export function containsLabels(labels: Labels, wanted: Labels): boolean {
  for (const [key, value] of wanted) if (labels.get(key) !== value) return false
  return true
}
