// The OpenAPI files against their schema, and src/generated/ against them. Exits 1 when a file is no OpenAPI or the
// generated code is stale; with --write it makes the generated code.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { generate } from './openapi/generate.ts'

const folder = path.resolve(import.meta.dirname, '../src/generated')

async function main(): Promise<void> {
  const { files, problems } = await generate()
  for (const problem of problems) console.error(problem)
  let stale = 0
  for (const [name, text] of files) {
    const file = path.join(folder, name)
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue
    if (process.argv.includes('--write')) {
      writeFileSync(file, text)
      console.log(`${name} written`)
    } else {
      stale++
      console.error(
        `src/generated/${name} is out of step with openapi/: node packages/control-plane-client/scripts/openapi.ts --write`
      )
    }
  }
  process.exitCode = problems.length + stale === 0 ? 0 : 1
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
