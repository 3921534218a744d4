import { readFileSync } from 'node:fs'
import path from 'node:path'
import { CATALOGUE } from '@node-chassis/core'
import { expect, test } from 'vitest'
import { PAGES } from '../scripts/docs/pages.ts'
import { table } from '../scripts/docs/table.ts'

const root = path.resolve(import.meta.dirname, '..')
const read = (name: string): string => readFileSync(path.join(root, name), 'utf8')

test.each(Object.keys(PAGES))('%s is in step with the source', (name) => {
  expect(read(name)).toBe(PAGES[name]!())
})

test('docs/errors.md has every code of the catalogue exactly once, and no other', () => {
  const codes = [...read('docs/errors.md').matchAll(/^\| `(CHS_\w+)`/gm)].map(([, code]) => code)
  expect(codes.toSorted()).toEqual(Object.keys(CATALOGUE).toSorted())
})

test('a bar in a cell does not split it', () => {
  expect(table(['a'], [['b|c\nd']])).toBe('| a |\n| --- |\n| b\\|c d |\n')
})
