import { EventEmitter } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runEngine } from '../run.ts'
import type { EngineIo } from '../run.ts'
import { rbacFilesOf, readRbacFiles } from './files.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engine-rbac-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function passwordFile(content: string): Promise<string> {
  const file = join(folder, 'password')
  await writeFile(file, content)
  return file
}

describe('flags', () => {
  test('RBAC off, and on', () => {
    expect(rbacFilesOf({})).toBeUndefined()
    expect(rbacFilesOf({ rbac: true, rootPasswordFile: 'p' })).toEqual({ rootPassword: 'p' })
    expect(rbacFilesOf({ rbac: true, rootPasswordFile: 'p', rbacPrivateKey: 'k' })).toEqual({
      rootPassword: 'p',
      privateKey: 'k'
    })
  })

  test.each([
    [{ rbac: true }, '--rbac needs --root-password-file'],
    [{ rootPasswordFile: 'p' }, '--root-password-file needs --rbac'],
    [{ rbacPrivateKey: 'k' }, '--rbac-private-key needs --rbac']
  ])('%o', (flags, message) => {
    expect(() => rbacFilesOf(flags)).toThrow(message)
  })
})

describe('files', () => {
  test.each(['Pass_word1', 'Pass_word1\n', 'Pass_word1\r\n'])(
    'the line end does not count: %j',
    async (text) => {
      expect(await readRbacFiles({ rootPassword: await passwordFile(text) })).toEqual({
        rootPassword: 'Pass_word1'
      })
    }
  )

  test('a key is made once, for its owner alone', async () => {
    const rootPassword = await passwordFile('Pass_word1')
    const privateKey = join(folder, 'key.pem')
    const [one, two] = await Promise.all([
      readRbacFiles({ rootPassword, privateKey }),
      readRbacFiles({ rootPassword, privateKey })
    ])
    expect(one?.privateKeyPem).toMatch(/^-----BEGIN PRIVATE KEY-----\n/)
    expect(two).toEqual(one)
    expect(await readFile(privateKey, 'utf8')).toBe(one?.privateKeyPem)
    expect((await stat(privateKey)).mode & 0o777).toBe(0o600)
    expect(await readRbacFiles({ rootPassword, privateKey })).toEqual(one)
  })

  test('what cannot be read is named', async () => {
    const nowhere = join(folder, 'nowhere', 'file')
    await expect(readRbacFiles({ rootPassword: nowhere })).rejects.toMatchObject({
      code: 'CHS_INVALID_ARGUMENT',
      message: expect.stringContaining(nowhere)
    })
    const rootPassword = await passwordFile('Pass_word1')
    await expect(readRbacFiles({ rootPassword, privateKey: nowhere })).rejects.toMatchObject({
      code: 'CHS_INVALID_ARGUMENT',
      message: expect.not.stringContaining('Pass_word1')
    })
  })
})

/** A process that keeps what is written to it and can be told to end. */
function fakeProcess() {
  const signals = new EventEmitter()
  const err: string[] = []
  let wrote: (line: string) => void = () => {}
  const firstLine = new Promise<string>((resolve) => {
    wrote = resolve
  })
  const io: EngineIo = {
    stdout: { write: (text) => wrote(text) },
    stderr: { write: (text) => err.push(text) },
    on: (signal, listener) => signals.on(signal, listener),
    off: (signal, listener) => signals.off(signal, listener)
  }
  return { io, err, firstLine, end: () => signals.emit('SIGTERM') }
}

describe('the program', () => {
  test('asks for a token on both ports, and knows its tokens after a restart', async () => {
    const rootPassword = await passwordFile('Pass_word1\n')
    const rbacFiles = { rootPassword, privateKey: join(folder, 'key.pem') }
    let token = ''
    for (const isFirst of [true, false]) {
      const { io, err, firstLine, end } = fakeProcess()
      const code = runEngine({ scPort: 0, kiePort: 0, logLevel: 'trace', rbacFiles }, io)
      const [, registryUrl = '', configUrl = ''] = (await firstLine).trim().split(' ')
      const paths = [`${registryUrl}/v4/default/registry/microservices`, `${configUrl}/v1/default/kie/kv`]
      if (isFirst) {
        const body = JSON.stringify({ name: 'root', password: 'Pass_word1' })
        const answer = await fetch(`${registryUrl}/v4/token`, { method: 'POST', body })
        token = ((await answer.json()) as { token: string }).token
      }
      for (const path of paths) {
        expect((await fetch(path)).status).toBe(401)
        expect((await fetch(path, { headers: { Authorization: `Bearer ${token}` } })).status).toBe(200)
      }
      end()
      expect(await code).toBe(0)
      expect(err.join('')).not.toContain('Pass_word1')
      expect(err.join('')).not.toContain(token)
    }
  })

  test.each([
    ['weaksecret', /^engine: the password of root must have [^\n]*\n$/],
    [undefined, /^engine: the password of root cannot be had from [^\n]*nowhere[^\n]*\n$/]
  ])('ends with code 2 and one line: %s', async (password, line) => {
    const file = password === undefined ? join(folder, 'nowhere') : await passwordFile(password)
    const { io, err } = fakeProcess()
    expect(await runEngine({ scPort: 0, kiePort: 0, rbacFiles: { rootPassword: file } }, io)).toBe(2)
    expect(err.join('')).toMatch(line)
    expect(err.join('')).not.toContain('weaksecret')
  })
})
