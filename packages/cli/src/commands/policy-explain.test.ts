import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runProgram } from '../program.ts'

const FILE = `servicecomb:
  matchGroup:
    orders: |
      matches: [{ apiPath: { prefix: /orders }, headers: { x-tester: { exact: 'yes' } } }]
  retry:
    orders: |
      maxAttempts: 2
  rateLimiting:
    orders: |
      rate: 10
  routeRule:
    order: |
      - precedence: 2
        match: { headers: { x-lane: { exact: gray } } }
        route: [{ tags: { version: 2.0.0 }, weight: 100 }]
      - precedence: 1
        route: [{ tags: { version: 1.0.0 }, weight: 100 }]
`
let dir: string
let file: string

async function explain(...args: string[]): Promise<{ code: unknown; out: string; err: string }> {
  const lines = { out: '', err: '' }
  const before = process.exitCode
  process.exitCode = 0
  try {
    await runProgram(['policy', 'explain', ...args], {
      out: (text) => void (lines.out += `${text}\n`),
      err: (text) => void (lines.err += `${text}\n`)
    })
    return { code: process.exitCode, ...lines }
  } finally {
    process.exitCode = before
  }
}

beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'chs-explain-'))
  file = path.join(dir, 'policies.yaml')
  writeFileSync(file, FILE)
})

afterAll(() => rmSync(dir, { recursive: true, force: true }))

describe('chassis policy explain', () => {
  test('says which policy applies and where its text is from', async () => {
    const { code, out } = await explain(
      file,
      '-r',
      'GET /orders/42',
      '-H',
      'X-Tester: yes',
      '--service',
      'order'
    )
    expect(code).toBe(0)
    expect(out).toMatch(/^GET \/orders\/42 to 'order': retry 'orders'/)
    expect(out).toContain(`[${file}]`)
  })

  test('says which condition fails', async () => {
    const { out } = await explain(file, '-r', '/orders/42')
    expect(out).toMatch(/^GET \/orders\/42: no policy applies/)
    expect(out).toMatch(/no +orders: not header x-tester exact yes/)
  })

  test('a provider has other kinds', async () => {
    const { out } = await explain(file, '-r', 'GET /orders', '-H', 'x-tester: yes', '--side', 'provider')
    expect(out).toMatch(/rateLimiting 'orders'/)
  })

  test('with instances: whom a route rule chooses, by context or header', async () => {
    const instances = ['-i', 'version=1.0.0', '-i', 'version=2.0.0,zone=a']
    const base = [file, '-r', 'GET /orders', '--service', 'order', ...instances]
    expect((await explain(...base, '-C', 'x-lane: gray')).out).toMatch(
      /version=2\.0\.0 weight 100: instance-2/
    )
    expect((await explain(...base)).out).toMatch(/version=1\.0\.0 weight 100: instance-1/)
    const { out } = await explain(...base, '--json')
    expect(JSON.parse(out)).toMatchObject({ request: { method: 'GET', path: '/orders', service: 'order' } })
  })

  test('without instances: that none were given, not that there is nobody', async () => {
    const { out } = await explain(file, '-r', 'GET /orders', '--service', 'order')
    expect(out).toContain('precedence 1 has no condition; no instances given, -i version=1.0.0 names one)')
    expect(out).not.toMatch(/nobody|has no instance/)
    const other = await explain(file, '-r', 'GET /orders', '--service', 'other')
    expect(other.out).toMatch(/route: no rule/)
    expect(other.out).not.toContain('nobody')
  })

  test.each([
    [['nowhere.yaml', '-r', '/'], 2, /nowhere\.yaml cannot be read \(ENOENT\)/],
    [['FILE', '-r', 'orders'], 2, /--request 'orders': write a method and a path/],
    [['FILE', '-r', '/', '-H', 'x'], 2, /--header 'x': write name: value/],
    [['FILE', '-r', '/', '--service', 's', '-i', 'x'], 2, /--instance 'x': write name=value/],
    [['FILE'], 2, /required option/]
  ])('%j: code %d and one line', async (args, code, message) => {
    const ended = await explain(...args.map((arg) => (arg === 'FILE' ? file : arg)))
    expect([ended.code, ended.out]).toEqual([code, ''])
    expect(ended.err.trim()).toMatch(message)
    expect(ended.err.trim()).not.toContain('\n')
  })
})
