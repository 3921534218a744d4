// Builds every package and packs those that are published into a folder, as a release would publish them.
//
//   node scripts/release/pack.mjs FOLDER
//
// Packing is pnpm's: it writes the versions of the workspace into the manifests.
import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { bindChildren } from '../launch/children.mjs'
import { ensureToolchain } from '../launch/toolchain.mjs'

const root = path.resolve(import.meta.dirname, '../..')
const folder = path.resolve(process.argv[2] ?? 'packed')
mkdirSync(folder, { recursive: true })

const children = bindChildren()
const toolchain = await ensureToolchain(root, children)
await run(toolchain.node, [path.join(root, 'node_modules/typescript/bin/tsc'), '-b'], root)
const pnpm = await toolchain.pnpm()
for (const name of readdirSync(path.join(root, 'packages'))) {
  const cwd = path.join(root, 'packages', name)
  if (JSON.parse(readFileSync(path.join(cwd, 'package.json'), 'utf8')).private === true) continue
  await run(pnpm, ['pack', '--pack-destination', folder], cwd)
}

async function run(program, args, cwd) {
  const shell = process.platform === 'win32'
  const { code, stdout, stderr } = await children.capture(program, args, { cwd, env: toolchain.env, shell })
  if (code === 0) return
  process.stderr.write(`${program} ${args.join(' ')} in ${cwd} ended with ${code}\n${stdout}${stderr}`)
  process.exit(1)
}
