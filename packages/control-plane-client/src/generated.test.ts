import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { generate } from '../scripts/openapi/generate.ts'
import { inputName } from '../scripts/openapi/input-name.ts'
import { OPERATIONS } from './generated/operations.ts'

// Three files through two compilers: slow where others build at the same time.
test(
  'the OpenAPI files are valid, and what is generated from them is in step',
  { timeout: 60_000 },
  async () => {
    const { files, problems } = await generate()
    expect(problems).toEqual([])
    for (const [name, text] of files) {
      const file = path.join(import.meta.dirname, 'generated', name)
      expect(
        readFileSync(file, 'utf8') === text,
        `${name} is stale: node packages/control-plane-client/scripts/openapi.ts --write`
      ).toBe(true)
    }
  }
)

test('every operation has documentation with section, errors and a line for each input', () => {
  for (const file of ['cse-control-plane', 'servicecomb-engine', 'iam-subset']) {
    const text = readFileSync(path.join(import.meta.dirname, `generated/${file}-methods.ts`), 'utf8')
    for (const [id, row] of Object.entries(OPERATIONS)) {
      if (!text.includes(`\n  ${id}(\n`)) continue
      const doc =
        text
          .slice(0, text.indexOf(`\n  ${id}(\n`))
          .split('/**')
          .at(-1) ?? ''
      expect(doc).toContain(row.section)
      expect(doc).toContain('@throws')
    }
  }
})

test.each([
  ['project_id', 'projectId'],
  ['x-engine-id', 'engineId'],
  ['X-Enterprise-Project-ID', 'enterpriseProjectId'],
  ['X-ENVIRONMENT', 'environment'],
  ['X-ConsumerId', 'consumerId'],
  ['x-domain-name', 'domainName'],
  ['from-time', 'fromTime'],
  ['customNamespaceId', 'customNamespaceId'],
  ['rev', 'rev']
])('%s is %s to callers', (wire, name) => {
  expect(inputName(wire)).toBe(name)
})
