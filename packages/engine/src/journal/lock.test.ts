import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DirectoryInUse, lockDirectory } from './lock.ts'

let dir: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'chassis-lock-'))
})

afterEach(() => {
  rmSync(dir, { recursive: true })
})

test('one at a time, also inside of one process', () => {
  const lock = lockDirectory(dir)
  expect(() => lockDirectory(dir)).toThrow(DirectoryInUse)
  expect(() => lockDirectory(dir)).toThrow(`process id ${process.pid}`)
  lock.release()
  expect(readdirSync(dir)).toEqual([])
  lockDirectory(dir).release()
})

test('the lock of a process that is gone is taken over', () => {
  const gone = spawnSync(process.execPath, ['-e', '']).pid
  writeFileSync(join(dir, 'lock'), JSON.stringify({ pid: gone, since: '', token: 'x' }))
  lockDirectory(dir)
  expect(readdirSync(dir)).toEqual(['lock'])
  expect(JSON.parse(readFileSync(join(dir, 'lock'), 'utf8'))).toMatchObject({ pid: process.pid })
})

test.runIf(process.platform === 'linux')(
  'so is one whose process id belongs to another process by now, our own for example',
  () => {
    const lock = lockDirectory(dir)
    const held = JSON.parse(readFileSync(join(dir, 'lock'), 'utf8')) as { since: string }
    lock.release()
    writeFileSync(join(dir, 'lock'), JSON.stringify({ ...held, since: held.since.replace(/\d+$/, '1') }))
    lockDirectory(dir).release()
    writeFileSync(join(dir, 'lock'), JSON.stringify(held))
    expect(() => lockDirectory(dir)).toThrow(DirectoryInUse)
  }
)

test('what is no lock of ours holds nobody back', () => {
  writeFileSync(join(dir, 'lock'), 'garbage')
  lockDirectory(dir).release()
})

test('who is late to release leaves the lock of the next one alone', () => {
  const lock = lockDirectory(dir)
  writeFileSync(join(dir, 'lock'), JSON.stringify({ pid: process.pid, since: 'x', token: 'other' }))
  lock.release()
  expect(readdirSync(dir)).toEqual(['lock'])
})
