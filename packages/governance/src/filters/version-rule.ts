type Parts = readonly [number, number, number, number]

/** Which versions of a service are called (decisions.md N19). */
export interface VersionRule {
  /** As it was written. */
  readonly text: string
  /** Those of `versions` that the rule takes, each text as it came. Versions that are no numbers are taken by no rule. */
  accepted(versions: Iterable<string>): ReadonlySet<string>
}

const VERSION = /^\d+(?:\.\d+){0,3}$/

/**
 * `latest`, `x.y.z` (that one), `x+` (from it on), `a-b` (from `a` up to, not including, `b`); compared as four numbers,
 * missing ones are 0 (java-chassis: version/VersionRuleUtils).
 * @returns undefined for text that is no rule; `everything` when the rule leaves nobody out
 */
export function parseVersionRule(text: string): VersionRule | 'everything' | undefined {
  const rule = text.trim()
  if (rule === 'latest' || rule === 'latest+') return { text, accepted: latest }
  const from = parseVersion(rule.endsWith('+') ? rule.slice(0, -1) : rule)
  if (from !== undefined && !rule.endsWith('+')) return matching(text, (parts) => compare(parts, from) === 0)
  if (from !== undefined && from.every((part) => part === 0)) return 'everything'
  if (from !== undefined) return matching(text, (parts) => compare(parts, from) >= 0)
  const [low, high, ...more] = rule.split('-').map((part) => parseVersion(part.trim()))
  if (low === undefined || high === undefined || more.length > 0 || compare(low, high) >= 0) return undefined
  return matching(text, (parts) => compare(low, parts) <= 0 && compare(parts, high) < 0)
}

function matching(text: string, test: (parts: Parts) => boolean): VersionRule {
  return {
    text,
    accepted(versions) {
      const taken = new Set<string>()
      for (const version of versions) {
        const parts = parseVersion(version)
        if (parts !== undefined && test(parts)) taken.add(version)
      }
      return taken
    }
  }
}

function latest(versions: Iterable<string>): ReadonlySet<string> {
  let newest: Parts | undefined
  let taken = new Set<string>()
  for (const version of versions) {
    const parts = parseVersion(version)
    if (parts === undefined) continue
    const order = newest === undefined ? 1 : compare(parts, newest)
    if (order > 0) {
      newest = parts
      taken = new Set<string>()
    }
    // `1.0` and `1.0.0` are the same version.
    if (order >= 0) taken.add(version)
  }
  return taken
}

function parseVersion(text: string): Parts | undefined {
  if (!VERSION.test(text)) return undefined
  const [a = 0, b = 0, c = 0, d = 0] = text.split('.').map(Number)
  return [a, b, c, d]
}

function compare(a: Parts, b: Parts): number {
  for (let i = 0; i < 4; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
