import { readText } from '@node-chassis/core/yaml'
import { FieldError } from '../fields.ts'
import type { Fields } from '../fields.ts'

/** `servicecomb.mapper.*` and `servicecomb.contextMapper.*` (governance.md 6.11). */
export interface MapperOptions {
  /** Context key -> `$U`, `$M`, `$H{name}`, `$Q{name}` or a literal; undefined without any. */
  readonly target: Readonly<Record<string, string | null>> | undefined
}

export function parseMapper(fields: Fields): MapperOptions {
  const node = fields.node('target')
  if (node === undefined || (node.kind === 'scalar' && node.isNull)) return { target: undefined }
  if (node.kind !== 'map') throw new FieldError('target', 'a mapping of texts is needed')
  const target: Record<string, string | null> = {}
  for (const [key, value] of node.entries) {
    const text = readText(value)
    if (!text.ok) throw new FieldError(`target.${key}`, text.reason)
    target[key] = text.value ?? null
  }
  return { target }
}
