import { describe, expect, test } from 'vitest'
import { checkImports, checkManifest } from './check.ts'
import { blankOut, mutableStateOf, specifiersOf } from './scan.ts'

describe('specifiers', () => {
  test.each([
    ["import { a } from 'x'", ['x']],
    ["import type { A } from 'x'", ['x']],
    ['import "x"', ['x']],
    ["import * as a from 'x'", ['x']],
    ["import a, {\n  b,\n  c as d\n} from 'x'", ['x']],
    ["export { a } from 'x'", ['x']],
    ["export type { A } from 'x'", ['x']],
    ["export * from 'x'", ['x']],
    ["const a = await import('x')", ['x']],
    ['const a = await import(`x`)', ['x']],
    ["let a: import('x').A", ['x']],
    ["const a = require('x')", ['x']],
    ["const a = `${await import('x')}`", ['x']],
    ["const re = /'/; import { a } from 'x' // '", ['x']],
    ["import { a } from 'x'; import { b } from 'y'", ['x', 'y']],
    ["import { a } from 'x' with { type: 'json' }", ['x']],
    ["export const a = 1\nimport { b } from 'y'", ['y']],
    ["// import { a } from 'x'", []],
    ["/* import 'x' */", []],
    ['const doc = "import { a } from \'x\'"', []],
    ["const doc = `import { a } from 'x'`", []],
    ["const half = a / 2 // from 'x'\nconst b = c / d", []],
    ["const url = 'http://x' // no comment in a string\nimport { a } from 'y'", ['y']]
  ])('%s', (source, expected) => {
    expect(specifiersOf(source)).toEqual(expected)
  })

  test('blanking keeps every position', () => {
    const source = "const a = /['/x]/g // y\nconst c = `p${'q' + `r${g}`}s` /* t */\n"
    const { code, bones } = blankOut(source)
    expect(code).toBe("const a = /['/x]/g     \nconst c = `p${'q' + `r${g}`}s`        \n")
    expect(bones).toBe("const a = /      g     \nconst c = ` ${' ' + ` ${g}`} `        \n")
  })
})

describe('state at module level', () => {
  test.each([
    ['let count = 0', ['1: let']],
    ['export let count = 0', ['1: let']],
    ['var count', ['1: var']],
    ['const seen = new Map()', ['1: new Map']],
    ['export const seen = new Set<string>()', ['1: new Set']],
    ['const seen: Map<string, number> = new Map()', ['1: new Map']],
    ['const seen = new WeakMap<object, number>()', ['1: new WeakMap']],
    ['const store = new AsyncLocalStorage<number>()', ['1: new AsyncLocalStorage']],
    ['const hub = new EventEmitter()', ['1: new EventEmitter']],
    ['const list: string[] = []', ['1: empty container']],
    ['const table = {}', ['1: empty container']],
    ['const table = {} as Record<string, number>', ['1: empty container']],
    ['const table = {\n  seen: new Map()\n}', ['1: new Map']],
    ['interface T {\n  seen: Map<string, string>\n}\nconst t: T = {\n  seen: new Map()\n}', ['4: new Map']],
    ['class A {\n  static count = 0\n}', ['2: static field']],
    ['const a = 1\n\n// a comment\nlet b = 2', ['4: let']]
  ])('caught: %s', (source, expected) => {
    expect(mutableStateOf(source)).toEqual(expected)
  })

  test.each([
    'const codes: ReadonlyMap<string, number> = new Map([["a", 1]])',
    'export const codes: ReadonlySet<string> = new Set(["a"])',
    'const none: readonly string[] = []',
    'const frozen = Object.freeze(new Set(["a"]))',
    'const table = { a: 1, b: [2] } as const',
    'export const make = () => new Map()',
    'const make = (a: string): Map<string, number> => new Map([[a, 1]])',
    'const make = async <T>(a: T) => new Set([a])',
    'function f() {\n  let a = 1\n  const seen = new Map()\n  return [a, seen]\n}',
    'class A {\n  static readonly max = 1\n  static of(a: number) {\n    return a\n  }\n  seen = new Map()\n}',
    '// let a = 1\n/*\nlet b = 2\n*/',
    'const text = `\nlet a = 1\n`',
    "const doc = 'new Map()'",
    'interface T {\n  readonly seen: ReadonlyMap<string, string>\n}\nconst t: T = {\n  seen: new Map()\n}',
    'interface A {\n  a: Map<string, string>\n}'
  ])('left alone: %s', (source) => {
    expect(mutableStateOf(source)).toEqual([])
  })
})

describe('the table', () => {
  test.each([
    [
      'engine',
      { dependencies: { '@node-chassis/governance': '*' } },
      ['engine: dependencies has governance']
    ],
    [
      'engine',
      { devDependencies: { '@node-chassis/transport': '*' } },
      ['engine: devDependencies has transport']
    ],
    ['express', { peerDependencies: { 'node-chassis': '*' } }, ['express: peerDependencies has app']],
    ['express', { dependencies: { '@node-chassis/testing': '*' } }, ['express: dependencies has testing']],
    ['express', { devDependencies: { '@node-chassis/testing': '*' } }, []],
    [
      'invoker',
      { devDependencies: { '@node-chassis/testing': '*' } },
      ['invoker: devDependencies has testing']
    ],
    ['app', { dependencies: { '@node-chassis/cli': '*' } }, ['app: dependencies has cli']],
    ['invoker', { dependencies: { undici: '*' } }, ['invoker: dependencies has undici']],
    ['invoker', { devDependencies: { undici: '*' } }, []],
    ['transport', { dependencies: { undici: '*', '@node-chassis/core': '*' } }, []]
  ])('manifest of %s: %o', (folder, manifest, expected) => {
    expect(checkManifest(folder, manifest)).toEqual(expected)
  })

  test.each([
    ['registry-client', 'src/a.ts', '@node-chassis/config-client', 1],
    ['registry-client', 'src/a.ts', '@node-chassis/transport', 0],
    ['core', 'src/a.ts', '@node-chassis/core/yaml', 0],
    ['engine', 'src/a.ts', '@node-chassis/core/yaml', 0],
    ['engine', 'src/a.test.ts', '@node-chassis/registry-client', 1],
    ['invoker', 'src/a.ts', 'node-chassis', 1],
    ['invoker', 'src/a.ts', 'undici', 1],
    ['transport', 'src/a.ts', 'undici', 1],
    ['transport', 'src/a.ts', 'undici/types', 1],
    ['transport', 'src/undici/a.ts', 'undici', 0],
    ['invoker', 'bench/a.bench.ts', 'undici', 0],
    ['express', 'src/a.test.ts', '@node-chassis/testing', 0],
    ['express', 'src/a.ts', '@node-chassis/testing', 1],
    ['core', 'src/a.ts', '../../engine/src/b.ts', 1],
    ['core', 'src/a/b.ts', '../c.ts', 0]
  ])('%s %s imports %s', (folder, file, specifier, breaches) => {
    const source = `import { a } from '${specifier}'`
    expect(checkImports(folder, `packages/${folder}/${file}`, source)).toHaveLength(breaches)
  })
})
