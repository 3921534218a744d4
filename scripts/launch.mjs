// Runs a root script on a Node that suits it. It has no dependencies and parses on Node 14, because the Node that
// starts it may be an old one: then Node and pnpm come from the npm registry, once. Says nothing when there is nothing to do.
//
//   node scripts/launch.mjs <start|test|check|bench|chassis|example> [arguments…]
//
// Supervisors start this file and not `npm start`: npm passes SIGTERM on, but SIGKILL and SIGHUP to npm orphan its child.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { bindChildren } from './launch/children.mjs'
import { installIfNeeded } from './launch/install.mjs'
import { ensureToolchain } from './launch/toolchain.mjs'
import { LaunchError, say } from './launch/say.mjs'
import { commandFor, VERBS } from './launch/verbs.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

async function main(verb, rest) {
  if (!VERBS.includes(verb)) {
    throw new LaunchError(`${verb || 'nothing'} is no script; there are ${VERBS.join(', ')}`, 2)
  }
  const children = bindChildren()
  const toolchain = await ensureToolchain(root, children)
  await installIfNeeded(root, toolchain, children)
  const command = commandFor(root, verb, rest)
  if (!existsSync(command.program)) throw new LaunchError(`${command.program} is missing`, 1)
  return children.run(
    toolchain.node,
    ['--conditions=@node-chassis/source', command.program, ...command.args],
    {
      cwd: command.cwd,
      env: toolchain.env,
      stdio: 'inherit'
    }
  )
}

main(process.argv[2], process.argv.slice(3)).then(
  (code) => process.exit(code),
  (error) => {
    say(error instanceof LaunchError ? error.message : (error && error.stack) || String(error))
    process.exit(error instanceof LaunchError ? error.exitCode : 1)
  }
)
