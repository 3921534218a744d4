import type { Instance } from '@node-chassis/core'

/**
 * Whether an instance has all these properties with these values; one that lacks a property has another value, unlike in
 * dark-launch rules (routing.md 7.4). java-chassis 3 compares with the unstripped keys and so leaves everybody out; not
 * here.
 */
export function hasProperties(
  { properties }: Pick<Instance, 'properties'>,
  wanted: ReadonlyMap<string, string>
): boolean {
  for (const [key, value] of wanted) if (properties[key] !== value) return false
  return true
}
