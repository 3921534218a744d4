import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const scripts = path.resolve(import.meta.dirname, '../../scripts')
let folder: string

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'launch-'))
  const children = pathToFileURL(path.join(scripts, 'launch/children.mjs')).href
  // A launcher without its toolchain: what is left is how it treats its child.
  writeFileSync(
    path.join(folder, 'launcher.mjs'),
    `import { bindChildren } from '${children}'
     bindChildren().run(process.execPath, process.argv.slice(2), { stdio: 'inherit' }).then(code => process.exit(code))`
  )
  // Its parent: starts it in a way that lets it outlive us.
  writeFileSync(
    path.join(folder, 'parent.mjs'),
    `import { spawn } from 'node:child_process'
     spawn(process.execPath, process.argv.slice(2), { stdio: 'inherit' })`
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

const launch = (...args: string[]): ChildProcess =>
  spawn(process.execPath, [path.join(folder, 'launcher.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit']
  })

/** Standard output, until it holds `text` or ends. */
async function untilSaid(child: ChildProcess, text: string): Promise<string> {
  let said = ''
  for await (const chunk of child.stdout!.iterator({ destroyOnReturn: false })) {
    said += String(chunk)
    if (said.includes(text)) break
  }
  return said
}

const patient = (signal: string): string =>
  `setInterval(() => {}, 1000)
   process.on('${signal}', () => { console.log('got ${signal}'); process.exit(7) })
   console.log('ready')`

describe('exit codes', () => {
  test.each([0, 1, 2, 42])('%i passes through', async (code) => {
    const [exit] = await once(launch('-e', `process.exit(${code})`), 'exit')
    expect(exit).toBe(code)
  })

  test('arguments pass through as they are', async () => {
    const child = launch('-p', 'JSON.stringify(process.argv.slice(1))', '--', '--exit', 'a b', '"*"')
    expect(JSON.parse(await untilSaid(child, '\n'))).toEqual(['--exit', 'a b', '"*"'])
  })

  test.skipIf(process.platform === 'win32')('a child that a signal ended is 128 + its number', async () => {
    const [exit] = await once(launch('-e', "process.kill(process.pid, 'SIGKILL')"), 'exit')
    expect(exit).toBe(137)
  })
})

describe.skipIf(process.platform === 'win32')('signals', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    '%s reaches the child, whose answer counts',
    async (signal) => {
      const child = launch('-e', patient(signal))
      const exit = once(child, 'exit')
      await untilSaid(child, 'ready')
      child.kill(signal)
      expect(await untilSaid(child, 'got')).toBe(`got ${signal}\n`)
      expect((await exit)[0]).toBe(7)
    }
  )

  test('the child is told when our parent vanishes', async () => {
    const parent = spawn(
      process.execPath,
      [path.join(folder, 'parent.mjs'), path.join(folder, 'launcher.mjs'), '-e', patient('SIGTERM')],
      { stdio: ['ignore', 'pipe', 'inherit'] }
    )
    await untilSaid(parent, 'ready')
    parent.kill('SIGKILL')
    expect(await untilSaid(parent, 'got')).toBe('got SIGTERM\n')
  })
})

test('a verb that is none is refused with those there are', async () => {
  const child = spawn(process.execPath, [path.join(scripts, 'launch.mjs'), 'strat'], {
    stdio: ['ignore', 'ignore', 'pipe']
  })
  const exit = once(child, 'exit')
  let said = ''
  for await (const chunk of child.stderr) said += String(chunk)
  expect(said).toBe(
    'node-chassis: strat is no script; there are start, test, check, bench, chassis, example\n'
  )
  expect((await exit)[0]).toBe(2)
})
