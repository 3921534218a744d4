import { existsSync } from 'node:fs'
import path from 'node:path'
import { readCache, updateCache } from './cache.mjs'
import { LaunchError, say } from './say.mjs'
import { isSuitedNode, isSuitedPnpm, nodeSources, NODE_VERSION, PNPM_VERSION } from './versions.mjs'

const HINT = 'install Node 24 (https://nodejs.org) and start again'

/**
 * What has to be fetched before anything can run. Pure, so that it can be tested as a table.
 *
 * @param {string} version of the Node that runs
 * @param {{ node?: string, nodeVersion?: string, pnpm?: string }} cache
 * @param {(file: string) => boolean} exists
 */
export function decideToolchain(version, cache, exists) {
  const pnpm = cache.pnpm !== undefined && exists(cache.pnpm) ? cache.pnpm : undefined
  if (isSuitedNode(version)) return { node: process.execPath, pnpm, fetchNode: false }
  const known = cache.node !== undefined && cache.nodeVersion === NODE_VERSION && exists(cache.node)
  // Both come from one call of npx: a pnpm without its Node is fetched again with it.
  if (known && pnpm !== undefined) return { node: cache.node, pnpm, fetchNode: false }
  return { node: undefined, pnpm: undefined, fetchNode: true }
}

/**
 * The Node to run with, and a way to pnpm. `env` has both in front of its PATH, for children that call them by name.
 *
 * @param {string} root
 * @param {ReturnType<typeof import('./children.mjs').bindChildren>} children
 */
export async function ensureToolchain(root, children) {
  const decision = decideToolchain(process.versions.node, readCache(root), existsSync)
  if (decision.fetchNode) {
    say(
      `Node ${process.versions.node} does not suit; fetching Node ${NODE_VERSION} and pnpm ${PNPM_VERSION}, once`
    )
    const found = await fetchNode(root, children)
    updateCache(root, { node: found.node, nodeVersion: found.version, pnpm: found.pnpm })
    decision.node = found.node
    decision.pnpm = found.pnpm
  }
  const node = decision.node
  return {
    node,
    env: withPath(process.env, [path.dirname(node)].concat(decision.pnpm ? path.dirname(decision.pnpm) : [])),
    /** pnpm, looked for only when an install needs it. */
    async pnpm() {
      if (decision.pnpm) return decision.pnpm
      const own = await children.capture('pnpm', ['--version'], {
        cwd: root,
        shell: process.platform === 'win32'
      })
      if (own.code === 0 && isSuitedPnpm(own.stdout.trim())) return 'pnpm'
      say(`fetching pnpm ${PNPM_VERSION}, once`)
      const found = await askNpx(root, children, [`pnpm@${PNPM_VERSION}`], [])
      if (!found.pnpm) throw new LaunchError(`pnpm ${PNPM_VERSION} could not be fetched: ${found.trouble}`, 1)
      updateCache(root, { pnpm: found.pnpm })
      this.env = withPath(this.env, [path.dirname(found.pnpm)])
      return found.pnpm
    }
  }
}

async function fetchNode(root, children) {
  const npm = await runNpm(children, 'npm', ['--version'], root)
  let trouble = ''
  for (const source of nodeSources(process.platform, process.arch, npm.stdout.trim())) {
    const packages = source.packages.concat(`pnpm@${PNPM_VERSION}`)
    const found = await askNpx(root, children, packages, source.flags)
    // A blocked install script leaves the old Node on the path, and it runs without a word.
    if (found.version === NODE_VERSION && found.pnpm) return found
    trouble = found.version ? `got Node ${found.version}` : found.trouble
  }
  throw new LaunchError(`Node ${NODE_VERSION} could not be fetched (${trouble}); ${HINT}`, 1)
}

async function askNpx(root, children, packages, flags) {
  const wanted = packages.reduce((all, spec) => all.concat('-p', spec), [])
  // Relative, with forward slashes: no shell has anything to quote.
  const said = await runNpm(
    children,
    'npx',
    ['-y', ...flags, ...wanted, '-c', 'node scripts/launch/where.mjs'],
    root
  )
  const line = said.stdout.split('\n').find((text) => text.startsWith('@where '))
  if (said.code !== 0 || !line) return { trouble: troubleIn(said.stderr) || `npx exit ${said.code}` }
  return { trouble: 'no pnpm in the answer of npx', ...JSON.parse(line.slice(7)) }
}

/** What npm complains about, on one line, without its prefix and the name of its log. */
export function troubleIn(/** @type {string} */ stderr) {
  const lines = stderr.split('\n').map((line) => line.replace(/^npm (?:error|ERR!)\s*/, '').trim())
  return lines.filter((line) => line && !line.startsWith('A complete log')).join('; ')
}

/** npm or npx of the Node that runs, else the one on the PATH. */
function runNpm(children, name, args, root) {
  const cli = npmCli(name)
  // npm talks about settings it does not know: the machine's business, not the user's.
  const env = { ...process.env, npm_config_loglevel: 'error', npm_config_update_notifier: 'false' }
  if (cli) return children.capture(process.execPath, [cli, ...args], { cwd: root, env })
  const shell = process.platform === 'win32'
  return children.capture(name, shell ? args.map((arg) => JSON.stringify(arg)) : args, {
    cwd: root,
    env,
    shell
  })
}

function npmCli(name) {
  const prefix = path.dirname(process.execPath)
  const running = process.env.npm_execpath
  const folders = [
    path.join(prefix, '..', 'lib', 'node_modules', 'npm', 'bin'),
    path.join(prefix, 'node_modules', 'npm', 'bin')
  ]
  // The npm that called us, when it is npm.
  if (running && path.basename(running) === 'npm-cli.js') folders.unshift(path.dirname(running))
  return folders.map((folder) => path.join(folder, `${name}-cli.js`)).find((file) => existsSync(file))
}

/** `env` with folders in front of its PATH, under whichever name the PATH goes (Windows says `Path`). */
export function withPath(
  /** @type {Record<string, string | undefined>} */ env,
  /** @type {readonly string[]} */ folders
) {
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') || 'PATH'
  return { ...env, [name]: folders.concat(env[name] || []).join(path.delimiter) }
}
