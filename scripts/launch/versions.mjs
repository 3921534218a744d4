/** What is provisioned when the machine has nothing that suits. */
export const NODE_VERSION = '24.21.0'
export const PNPM_VERSION = '12.21.0'

const numbers = (/** @type {string} */ version) => version.replace(/^v/, '').split('.').map(Number)

/** 22.19 and later of 22, all of 24, 26 and later. 23 and 25 are outside of what vitest 5 and opossum 10 accept. */
export function isSuitedNode(/** @type {string} */ version) {
  const [major, minor] = numbers(version)
  return (major === 22 && minor >= 19) || major === 24 || major >= 26
}

/** Reads our lockfile and settings. */
export function isSuitedPnpm(/** @type {string} */ version) {
  return numbers(version)[0] >= 12
}

/**
 * The packages that bring a Node, best first. Platform packages have `bin` and no scripts, so they work where install
 * scripts are blocked; there, package `node` has no binary and the old Node would run in its place.
 *
 * @param {string} platform
 * @param {string} arch
 * @param {string} npmVersion
 * @returns {{ packages: string[], flags: string[] }[]}
 */
export function nodeSources(platform, arch, npmVersion) {
  const os = platform === 'win32' ? 'win' : platform
  const sources = [{ packages: [`node-${os}-${arch}@${NODE_VERSION}`], flags: [] }]
  if (platform === 'darwin') {
    // npm 12 blocks its install script unless told otherwise; npm 11 exits 1, without a word, when told.
    const flags = numbers(npmVersion)[0] >= 12 ? ['--allow-scripts=node'] : []
    sources.push({ packages: [`node@${NODE_VERSION}`], flags })
  }
  return sources
}
