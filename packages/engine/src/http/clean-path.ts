/**
 * The path as Go's router would have it, when that is another one: no double slashes, no dot segments
 * (registry.md 2.2, config.md 2: 301 to it). Undefined when the path is clean.
 */
export function cleanedPath(path: string): string | undefined {
  // Two plain searches tell nearly every path from one that has to be looked at.
  if (!path.includes('//') && !path.includes('/.')) return undefined
  if (!path.startsWith('/') || !/\/(?:\/|\.{1,2}(?:\/|$))/.test(path)) return undefined
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop()
    else if (segment !== '' && segment !== '.') kept.push(segment)
  }
  const cleaned = '/' + kept.join('/')
  return path.endsWith('/') && cleaned !== '/' ? `${cleaned}/` : cleaned
}
