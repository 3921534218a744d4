import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startRawUpstream } from '@node-chassis/testing'
import { afterAll, expect, test } from 'vitest'

const MAIN = path.join(import.meta.dirname, 'src/main.ts')
const folder = mkdtempSync(path.join(tmpdir(), 'tour-'))

afterAll(() => rmSync(folder, { recursive: true }))

async function tour(
  args: readonly string[],
  env: Record<string, string> = {}
): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, ['--conditions=@node-chassis/source', MAIN, '--exit', ...args], {
    env: { ...process.env, ...env }
  })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const [code] = (await once(child, 'close')) as [number]
  return { code, out, err }
}

test.each([
  ['service-center and kie', ['--sc-port', '0', '--kie-port', '0']],
  ['Nacos', ['--nacos-port', '0']]
])('%s: every step of the story holds, and the program ends', async (_, args) => {
  const { code, out } = await tour(args)
  expect(out).toMatch(/9 of 9 steps held/)
  expect(out).not.toContain('✘')
  expect(code).toBe(0)
})

test('a port in use: one line that says which and what to do', async () => {
  await using taken = await startRawUpstream(() => {})
  const { code, err } = await tour(['--sc-port', String(taken.port), '--kie-port', '0'])
  expect(code).not.toBe(0)
  expect(err).toMatch(new RegExp(`^[^\\n]*port ${taken.port}[^\\n]* is in use[^\\n]*\\n$`))
})

test('a broken settings file: one line that names it', async () => {
  cpSync(path.join(import.meta.dirname, 'conf'), folder, { recursive: true })
  writeFileSync(path.join(folder, 'application.yaml'), 'servicecomb:\n  service: [\n')
  const { code, err } = await tour(['--sc-port', '0', '--kie-port', '0'], { TOUR_CONF: folder })
  expect(code).not.toBe(0)
  expect(err).toMatch(/^CHS_CONFIG_INVALID: [^\n]*application\.yaml[^\n]*\n$/)
})
