/** What noise may add to a limit before it counts as a breach. */
const SLACK = { ratios: 1.2, bytes: 1.05 }

/**
 * @typedef {{ name: string, ratios: Record<string, number>, bytes: Record<string, number>, node: string, undici: string }} Result
 * @typedef {Record<string, { ratios?: Record<string, number>, bytes?: Record<string, number> }>} Limits
 */

/**
 * The last line that a bench printed.
 *
 * @param {string} stdout
 * @returns {Result | undefined}
 */
export function parseResult(stdout) {
  try {
    const result = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')
    const whole = typeof result.name === 'string' && isFigures(result.ratios) && isFigures(result.bytes)
    return whole ? result : undefined
  } catch {
    return undefined
  }
}

const isFigures = (value) =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((figure) => Number.isFinite(figure))

/**
 * One line per figure beyond its limit, and per limit that nothing measures.
 *
 * @param {readonly Result[]} results
 * @param {Limits} limits
 */
export function breaches(results, limits) {
  return Object.entries(limits).flatMap(([name, kinds]) => {
    const result = results.find((one) => one.name === name)
    if (result === undefined) return [`${name} has limits, but no bench of that name ran`]
    return Object.keys(SLACK).flatMap((kind) =>
      Object.entries(kinds[kind] ?? {}).flatMap(([key, limit]) => {
        const figure = result[kind][key]
        if (figure === undefined) return [`${name}: ${kind}.${key} has a limit and was not measured`]
        if (figure <= limit * SLACK[kind]) return []
        return [
          `${name}: ${kind}.${key} is ${figure}, the limit is ${limit} (${SLACK[kind]} times that is allowed)`
        ]
      })
    )
  })
}

/**
 * @param {string} folder of the package
 * @param {readonly Result[]} results
 */
export function resultsPage(folder, results) {
  const rows = results.flatMap(({ name, ratios, bytes }) => [
    ...Object.entries(ratios).map(([key, value]) => `| ${name} | ${key} | ${value.toFixed(2)} × baseline |`),
    ...Object.entries(bytes).map(([key, value]) => `| ${name} | ${key} | ${Math.round(value)} B |`)
  ])
  const versions = new Set(results.map(({ node, undici }) => `Node ${node}, undici ${undici}`))
  return `# Benchmarks of ${folder}

<!-- Written by \`npm run bench\`. -->

${[...versions].join('; ')}. Less is better.

| Bench | Figure | Measured |
| --- | --- | --- |
${rows.join('\n')}
`
}
