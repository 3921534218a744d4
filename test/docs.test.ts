import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { CATALOGUE, KEYS } from '@node-chassis/core'
import { describe, expect, test } from 'vitest'
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

/** Everything written for people: pages, and the README of each package and example. */
const pages = ['README.md', 'CONTRIBUTING.md', ...below('docs'), ...below('packages'), ...below('examples')]

function below(folder: string): string[] {
  return globSync(`${folder}/**/*.md`, {
    cwd: root,
    exclude: (name) => name.split(path.sep).some((part) => part === 'node_modules' || part === 'dist')
  })
}

describe.each(pages)('%s', (name) => {
  const text = read(name)

  test('leads nowhere where nothing is', () => {
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target]) => target!.split('#')[0]!)
      .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
    const missing = targets.filter((target) => !existsSync(path.resolve(root, path.dirname(name), target)))
    expect(missing).toEqual([])
  })

  test('names no error code that there is not', () => {
    const codes = [...text.matchAll(/\bCHS_[A-Z_]+[A-Z]\b/g)].map(([code]) => code)
    expect(codes.filter((code) => !Object.hasOwn(CATALOGUE, code))).toEqual([])
  })
})

test('docs/operations.md names no setting that there is not', () => {
  const known = KEYS.flatMap(({ key, aliases }) => [key, ...aliases])
  const named = [...read('docs/operations.md').matchAll(/`(servicecomb\.[\w.]+)`/g)].map(([, key]) => key!)
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((key) => !known.includes(key))).toEqual([])
})
