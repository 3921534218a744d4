// Run by npx below the launcher: says which Node and which pnpm its PATH leads to.
import { existsSync } from 'node:fs'
import path from 'node:path'

const names = process.platform === 'win32' ? ['pnpm.cmd', 'pnpm.exe'] : ['pnpm']
const folders = (process.env.PATH || process.env.Path || '').split(path.delimiter)
const found = folders.reduce(
  (first, folder) => first || names.map((name) => path.join(folder, name)).find((file) => existsSync(file)),
  undefined
)
// On a line of its own behind a mark: npm and shells may say things of their own.
process.stdout.write(
  `\n@where ${JSON.stringify({ node: process.execPath, version: process.versions.node, pnpm: found })}\n`
)
