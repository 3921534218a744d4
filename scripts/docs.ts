// The pages under docs/ that are made from tables in the source. `node scripts/docs.ts` says which are out of step and
// exits 1; with --write it makes them.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { PAGES } from './docs/pages.ts'

const root = path.resolve(import.meta.dirname, '..')

let stale = 0
for (const [name, page] of Object.entries(PAGES)) {
  const file = path.join(root, name)
  const text = page()
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue
  if (process.argv.includes('--write')) {
    writeFileSync(file, text)
    console.log(`${name} written`)
  } else {
    stale++
    console.error(`${name} is out of step with the source: node scripts/docs.ts --write`)
  }
}
process.exitCode = stale === 0 ? 0 : 1
