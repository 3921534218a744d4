import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, unlinkSync } from 'node:fs'
import path from 'node:path'
import { readCache, updateCache } from './cache.mjs'
import { LaunchError, say } from './say.mjs'

const FLAGS = [
  '--prefer-offline',
  '--frozen-lockfile',
  // The lockfile pins what is installed by its hash; asking the registry for ages costs ten seconds.
  '--config.minimumReleaseAge=0',
  // A node_modules made by `npm install` is replaced, also where nobody can be asked.
  '--config.confirmModulesPurge=false'
]

/** Installs what the lockfile says, when it or a manifest differs from what the last install saw. */
export async function installIfNeeded(root, toolchain, children) {
  const stamp = stampOf(root)
  if (isInstalled(root, readCache(root).installed, stamp)) return
  const pnpm = await toolchain.pnpm()
  say('installing dependencies')
  const windows = process.platform === 'win32'
  const done = await children.capture(windows ? `"${pnpm}"` : pnpm, ['install', ...FLAGS], {
    cwd: root,
    env: toolchain.env,
    shell: windows
  })
  if (done.code !== 0) {
    process.stderr.write(done.stdout + done.stderr)
    throw new LaunchError('pnpm install failed; what it said stands above', 1)
  }
  // pnpm leaves npm's note behind; it stands for a layout that is no more.
  if (existsSync(npmNote(root))) unlinkSync(npmNote(root))
  updateCache(root, { installed: stampOf(root) })
}

/**
 * Whether node_modules is what pnpm made of exactly these manifests.
 *
 * @param {string} root
 * @param {string | undefined} installed the stamp of the last install
 * @param {string} stamp the stamp of now
 */
export function isInstalled(root, installed, stamp) {
  if (installed !== stamp || !existsSync(path.join(root, 'node_modules', '.modules.yaml'))) return false
  // npm was here since and laid node_modules out in its own way.
  if (existsSync(npmNote(root))) return false
  return workspaces(root).every(
    (folder) => !hasDependencies(folder) || existsSync(path.join(folder, 'node_modules'))
  )
}

const npmNote = (root) => path.join(root, 'node_modules', '.package-lock.json')

/** A hash over the lockfile and every manifest. */
export function stampOf(/** @type {string} */ root) {
  const hash = createHash('sha256')
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'].map((name) => path.join(root, name))
  for (const file of files.concat(workspaces(root).map((folder) => path.join(folder, 'package.json')))) {
    hash.update(path.relative(root, file)).update('\0')
    if (existsSync(file)) hash.update(readFileSync(file))
    hash.update('\0')
  }
  return hash.digest('hex')
}

// The patterns of pnpm-workspace.yaml, which a launcher without dependencies does not parse.
function workspaces(root) {
  const below = (parent) =>
    existsSync(path.join(root, parent))
      ? readdirSync(path.join(root, parent))
          .sort()
          .map((name) => path.join(root, parent, name))
      : []
  return [...below('packages'), ...below('examples'), path.join(root, 'test')].filter((folder) =>
    existsSync(path.join(folder, 'package.json'))
  )
}

function hasDependencies(folder) {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
  return Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).length > 0
}
