/**
 * The test of a list's `key`: equality, `beginWith(p)` or `wildcard(p)` with `*` for any run, anchored at both ends; all
 * of them whatever the case (config.md 3.2). Undefined when every key will do.
 */
export function keyTest(pattern: string): ((key: string) => boolean) | undefined {
  if (pattern === '') return undefined
  const [, word, inner = ''] = /^(beginWith|wildcard)\((.*)\)$/.exec(pattern) ?? []
  const wanted = (word === undefined ? pattern : inner).toLowerCase()
  if (word === 'beginWith') return (key) => key.toLowerCase().startsWith(wanted)
  if (word === 'wildcard') return (key) => matches(wanted.split('*'), key.toLowerCase())
  return (key) => key.toLowerCase() === wanted
}

// Runs between the stars, found one after the other: no pattern can make this slow, as a regular expression's could.
function matches(runs: readonly string[], key: string): boolean {
  const head = runs[0] ?? ''
  if (runs.length === 1) return key === head
  const tail = runs[runs.length - 1] ?? ''
  if (!key.startsWith(head) || !key.endsWith(tail) || key.length < head.length + tail.length) return false
  let at = head.length
  for (const run of runs.slice(1, -1)) {
    const found = key.indexOf(run, at)
    if (found === -1) return false
    at = found + run.length
  }
  return at <= key.length - tail.length
}
