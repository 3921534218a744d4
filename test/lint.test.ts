import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')

// A ban is worth what it catches: each of these files breaks exactly the rule it is listed under.
const SEEDED: readonly (readonly [rule: string, source: string, file?: string])[] = [
  ['house(one-door)', 'export const at = Date.now()'],
  ['house(one-door)', 'export const at = globalThis.Date.now()'],
  ['house(one-door)', 'export const at = new Date()'],
  ['house(one-door)', 'export const at = Date()'],
  ['house(one-door)', 'export const at = performance.now()'],
  ['house(one-door)', 'const { timeOrigin } = performance\nexport const at = timeOrigin'],
  ['house(one-door)', 'export const at = process.hrtime.bigint()'],
  ['house(one-door)', 'export const luck = Math.random()'],
  ['house(one-door)', 'export const timer = setTimeout(() => {}, 1)'],
  ['house(one-door)', 'export const timer = setInterval(() => {}, 1)'],
  ['house(one-door)', 'export const timer = setImmediate(() => {})'],
  ['house(one-door)', 'export const timer = globalThis.setTimeout(() => {}, 1)'],
  ['house(one-door)', 'export const later = { run: setTimeout }'],
  ['house(one-door)', 'export const turns = [() => {}].map(setImmediate)'],
  ['house(one-door)', "import { setTimeout as wait } from 'node:timers/promises'\nexport const sleep = wait"],
  ['house(one-door)', "import { performance } from 'node:perf_hooks'\nexport const p = performance"],
  ['house(one-door)', 'export const timer = setTimeout(() => {}, 1)', 'packages/core/src/testing.ts'],
  ['house(no-export-star)', "export * from './a-clean-one.ts'"],
  ['import(no-default-export)', 'export default 1'],
  ['typescript(no-explicit-any)', 'export const a: any = 1'],
  [
    'typescript(consistent-type-imports)',
    "import { Clean } from './a-clean-one.ts'\nexport const a = (c: Clean) => c"
  ],
  ['typescript(no-floating-promises)', 'export const go = () => { Promise.resolve(1) }'],
  [
    'typescript(no-misused-promises)',
    'export const go = () => { [1].forEach(async (n) => { await Promise.resolve(n) }) }'
  ],
  ['typescript(await-thenable)', 'export const go = async (n: number) => { await n }']
]

// What the bans leave alone.
const CLEAN: readonly (readonly [source: string, file?: string])[] = [
  ['export interface Clean { readonly setTimeout: number }', 'packages/x/src/a-clean-one.ts'],
  ['export const at = new Date(0).toISOString() + Date.parse("2026-01-01")'],
  ['export const half = Math.floor(0.5)'],
  ['export const wait = (clock: { setTimeout: (ms: number) => void }) => clock.setTimeout(1)'],
  ['export const own = (setTimeout: (ms: number) => void) => setTimeout(1)'],
  ['export const timer = setTimeout(() => {}, 1)', 'packages/x/src/real-socket.test.ts'],
  ['export const at = Date.now()', 'packages/core/src/system-env.ts'],
  ['export const turn = setImmediate(() => {})', 'packages/core/src/testing.ts'],
  ['export const timer = setTimeout(() => {}, 1)', 'examples/x/src/main.ts'],
  ['export const at = performance.now()', 'packages/x/bench/a.bench.ts']
]

let folder: string
let found: ReadonlyMap<string, readonly string[]>

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lint-'))
  for (const name of ['.oxlintrc.json', 'scripts/lint', 'tsconfig.base.json']) {
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true })
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction')
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    '{ "extends": "./tsconfig.base.json", "include": ["packages"] }'
  )
  const write = (file: string, source: string): void => {
    const target = path.join(folder, file)
    mkdirSync(path.dirname(target), { recursive: true })
    writeFileSync(target, `${source}\n`)
  }
  SEEDED.forEach(([, source, file], i) => write(file ?? `packages/x/src/seeded-${i}.ts`, source))
  found = lint()
  // The same file names as above, so they are linted in a second turn.
  rmSync(path.join(folder, 'packages'), { recursive: true })
  CLEAN.forEach(([source, file], i) => write(file ?? `packages/x/src/clean-${i}.ts`, source))
})

afterAll(() => rmSync(folder, { recursive: true }))

function lint(): ReadonlyMap<string, readonly string[]> {
  const program = path.join(root, 'node_modules/oxlint/bin/oxlint')
  const { stdout, stderr } = spawnSync(process.execPath, [program, '--format', 'json'], {
    cwd: folder,
    encoding: 'utf8'
  })
  expect(stderr).toBe('')
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] }
  const byFile = new Map<string, string[]>()
  for (const { code, filename } of diagnostics) byFile.set(filename, [...(byFile.get(filename) ?? []), code])
  return byFile
}

test.each(
  SEEDED.map(([rule, source, file], i) => ({ rule, source, file: file ?? `packages/x/src/seeded-${i}.ts` }))
)('$rule catches: $source', ({ rule, file }) => {
  expect(found.get(file)).toEqual([rule])
})

test('what the bans leave alone', () => {
  expect(Object.fromEntries(lint())).toEqual({})
})
