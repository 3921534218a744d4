import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createConfiguration } from '@node-chassis/config-client'
import { simulatedEnv } from '@node-chassis/core/testing'
import { afterEach, expect, test } from 'vitest'
import { schemasOf } from './schemas.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'schemas-'))
  folders.push(folder)
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content)
  return folder
}

const config = (files: string) =>
  createConfiguration({
    env: simulatedEnv(),
    dir: folderWith({}),
    variables: {},
    options: { 'servicecomb.service.registry.schema.files': files }
  })

test('files and folders, by their names without the ending', () => {
  const folder = folderWith({ 'order.yaml': '\uFEFFopenapi: 3.0.0', 'pay.json': '{}', 'notes.txt': 'no' })
  const single = path.join(folderWith({ 'cart.v1.yml': 'a: 1' }), 'cart.v1.yml')
  expect(schemasOf(config(`${folder},${single}`), undefined)).toEqual({
    schemas: [
      { id: 'order', content: 'openapi: 3.0.0' },
      { id: 'pay', content: '{}' },
      { id: 'cart.v1', content: 'a: 1' }
    ],
    schemasKey: 'servicecomb.service.registry.schema.files'
  })
})

test('options beat files; a document may be an object', () => {
  const { schemas } = schemasOf(config('/no/such/file'), {
    order: { openapi: '3.0.0' },
    pay: 'openapi: 3.1.0'
  })
  expect(schemas).toEqual([
    { id: 'order', content: '{"openapi":"3.0.0"}' },
    { id: 'pay', content: 'openapi: 3.1.0' }
  ])
})

test('a file that is not there is told with its key', () => {
  expect(() => schemasOf(config('/no/such/file'), undefined)).toThrow(
    "servicecomb.service.registry.schema.files: '/no/such/file' cannot be read: ENOENT"
  )
})
