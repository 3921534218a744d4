import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isInstalled, stampOf } from '../../scripts/launch/install.mjs'

let root: string

const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
  writeFileSync(path.join(root, file), text)
}

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'launch-'))
  write('pnpm-lock.yaml', 'lockfileVersion: 9')
  write('package.json', '{}')
  write('packages/a/package.json', '{ "dependencies": { "x": "1" } }')
  write('packages/a/node_modules/x/package.json', '{}')
  write('node_modules/.modules.yaml', '')
})
afterEach(() => rmSync(root, { recursive: true }))

test('an install that saw the same files needs no other', () => {
  expect(isInstalled(root, stampOf(root), stampOf(root))).toBe(true)
})

test('without a stamp there was no install', () => {
  expect(isInstalled(root, undefined, stampOf(root))).toBe(false)
})

test.each([
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'package.json',
  'packages/a/package.json',
  'examples/b/package.json'
])('a change of %s needs another', (file) => {
  const stamp = stampOf(root)
  write(file, '{ "name": "changed" }')
  expect(isInstalled(root, stamp, stampOf(root))).toBe(false)
})

test('a source does not', () => {
  const stamp = stampOf(root)
  write('packages/a/src/index.ts', '')
  expect(isInstalled(root, stamp, stampOf(root))).toBe(true)
})

test.each(['node_modules', 'packages/a/node_modules'])(
  'nor does the stamp hold when %s is gone',
  (folder) => {
    rmSync(path.join(root, folder), { recursive: true })
    expect(isInstalled(root, stampOf(root), stampOf(root))).toBe(false)
  }
)

test('what npm made of node_modules is not what we want', () => {
  write('node_modules/.package-lock.json', '{}')
  expect(isInstalled(root, stampOf(root), stampOf(root))).toBe(false)
})
