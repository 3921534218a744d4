import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { runProgram } from '@node-chassis/cli'
import { createEngine } from '@node-chassis/engine'
import type { Engine } from '@node-chassis/engine'
import { afterAll, beforeAll, expect, test } from 'vitest'

// The commands against an engine with RBAC.

const dir = mkdtempSync(path.join(tmpdir(), 'chs-cli-rbac-'))
const PASSWORD = 'Root-Secret-1'
let engine: Engine

beforeAll(async () => {
  engine = await createEngine({ rbac: { rootPassword: PASSWORD } })
  writeFileSync(path.join(dir, 'good'), `${PASSWORD}\n`)
  writeFileSync(path.join(dir, 'bad'), 'Wrong-Secret-1')
})
afterAll(async () => {
  await engine.close()
  rmSync(dir, { recursive: true })
})

async function chassis(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []]
  const before = process.exitCode
  process.exitCode = undefined
  await runProgram(args, { out: (text) => out.push(text), err: (text) => err.push(text) })
  const code = Number(process.exitCode ?? 0)
  process.exitCode = before
  return { code, out: out.join('\n'), err: err.join('\n') }
}

const root = (): string[] => ['--user', 'root', '--password-file', path.join(dir, 'good')]

test('services, config and call log in with --user and --password-file', async () => {
  const listed = await chassis('services', '--sc', engine.registryUrl, '--json', ...root())
  expect(listed).toEqual({ code: 0, out: '[]', err: '' })
  const at = ['--kie', engine.configUrl, '--sc', engine.registryUrl, ...root()]
  const made = await chassis('config', 'set', 'shop.size', '5', '--app', 'shop', ...at)
  expect([made.code, made.err]).toEqual([0, ''])
  expect(await chassis('config', 'get', 'shop.size', '--app', 'shop', ...at)).toMatchObject({
    code: 0,
    out: '5'
  })
  const called = await chassis('call', 'SERVICECENTER', '/', '--explain', ...at)
  expect(called.err).toContain('SERVICECENTER')
})

test('without an account the command says what the engine says', async () => {
  const { code, err } = await chassis('services', '--sc', engine.registryUrl)
  expect([code, err]).toEqual([2, expect.stringContaining('401204')])
})

test.each([
  [
    'a wrong password',
    ['--user', 'nobody', '--password-file', 'bad'],
    'refuses the account "nobody" (401202'
  ],
  ['a file that is not there', ['--user', 'root', '--password-file', 'none'], 'ENOENT'],
  ['half of it', ['--user', 'root'], 'belong together']
])('%s: exit code 2 and one line, without the password', async (_what, flags, said) => {
  const where = flags.map((flag) => (flag === 'bad' || flag === 'none' ? path.join(dir, flag) : flag))
  const { code, out, err } = await chassis('services', '--sc', engine.registryUrl, ...where)
  expect([code, out, err]).toEqual([2, '', expect.stringContaining(said)])
  expect(err.trim().split('\n')).toHaveLength(1)
  expect(err).not.toContain('Wrong-Secret-1')
})
