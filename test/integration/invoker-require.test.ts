import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const packages = path.resolve(import.meta.dirname, '../../packages')

// A program has no names to require.
const names = readdirSync(packages).filter((name) => existsSync(path.join(packages, name, 'src/index.ts')))

// require(esm) refuses a module that waits at its top level, anywhere in what it imports (NODE-FACTS 4.3).
test('CommonJS can require every package', async () => {
  const program = `
    const { createRequire } = require('node:module')
    const path = require('node:path')
    for (const name of ${JSON.stringify(names)}) {
      const manifest = path.join(${JSON.stringify(packages)}, name, 'package.json')
      const loaded = createRequire(manifest)(require(manifest).name)
      console.log(name, Object.keys(loaded).length > 0)
    }`
  const { stdout } = await run(process.execPath, ['--conditions=@node-chassis/source', '--eval', program], {
    env: { ...process.env, NODE_OPTIONS: '' }
  })
  expect(stdout.trim().split('\n')).toEqual(names.map((name) => `${name} true`))
})
