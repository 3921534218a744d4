import { existsSync, globSync, readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkImports, checkManifest } from './architecture/check.ts'
import { mutableStateOf } from './architecture/scan.ts'
import { MAY_IMPORT } from './architecture/table.ts'

const root = path.resolve(import.meta.dirname, '..')
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')
const sources = (pattern: string): string[] =>
  globSync(pattern, { cwd: root, exclude: (name) => name === 'node_modules' || name === 'dist' }).map(
    (file) => file.split(path.sep).join('/')
  )

describe('the house', () => {
  const folders = readdirSync(path.join(root, 'packages')).filter((name) =>
    existsSync(path.join(root, 'packages', name, 'package.json'))
  )

  test('every package stands in the table', () => {
    expect(folders.filter((folder) => !Object.hasOwn(MAY_IMPORT, folder))).toEqual([])
    expect(folders.length).toBeGreaterThan(10)
  })

  test('no arrow of the table leads in a circle', () => {
    const depth = (folder: string, path: readonly string[]): void => {
      expect(path).not.toContain(folder)
      for (const next of MAY_IMPORT[folder] ?? []) depth(next, [...path, folder])
    }
    for (const folder of Object.keys(MAY_IMPORT)) depth(folder, [])
  })

  test.each(folders)('%s: manifest', (folder) => {
    expect(checkManifest(folder, JSON.parse(read(`packages/${folder}/package.json`)) as object)).toEqual([])
  })

  test.each(folders)('%s: imports', (folder) => {
    const files = sources(`packages/${folder}/{src,bench}/**/*.ts`)
    expect(files).not.toEqual([])
    expect(files.flatMap((file) => checkImports(folder, file, read(file)))).toEqual([])
  })

  test.each(folders)('%s: no state at module level', (folder) => {
    const files = sources(`packages/${folder}/src/**/*.ts`).filter((file) => !file.endsWith('.test.ts'))
    expect(files.flatMap((file) => mutableStateOf(read(file)).map((what) => `${file}:${what}`))).toEqual([])
  })
})
