import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '@node-chassis/core'
import { simulatedEnv } from '@node-chassis/core/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Writable } from '../json/write.ts'
import { openJournal } from './journal.ts'
import type { Journal } from './journal.ts'
import type { JournalPart } from './part.ts'
import { encodeLine } from './line.ts'

let dir: string
const open: Journal[] = []

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'chassis-journal-'))
})

afterEach(async () => {
  await Promise.all(open.splice(0).map((journal) => journal.close()))
  rmSync(dir, { recursive: true })
})

const path = (name: string): string => join(dir, name)

/** A part that keeps texts in a set, and a journal behind it. */
function start(
  options: { name?: string; snapshotBytes?: number; env?: ReturnType<typeof simulatedEnv> } = {}
) {
  const { name = 'texts', env = simulatedEnv() } = options
  const texts = new Set<string>()
  const part: JournalPart = {
    name,
    replay(data) {
      if (data === 'poison') throw new Error('unknown word')
      texts.add(data as string)
    },
    *dump() {
      for (const text of texts) yield text as Writable
    }
  }
  const journal = openJournal(dir, [part], { env, ...options })
  open.push(journal)
  const write = (text: string): void => {
    texts.add(text)
    journal.append(name, text)
  }
  return { env, texts, journal, write, end: () => journal.close() }
}

test('what was written is there again', async () => {
  const first = start()
  for (const text of ['a', 'b', 'c']) first.write(text)
  // Before anything else happens: a killed process does not close.
  expect(readFileSync(path('journal.jsonl'), 'utf8').split('\n')).toHaveLength(5)
  await first.end()
  const second = start()
  expect([...second.texts]).toEqual(['a', 'b', 'c'])
  second.write('d')
  await second.end()
  expect([...start().texts]).toEqual(['a', 'b', 'c', 'd'])
})

test('only its owner may read it', () => {
  const { env, write } = start({ snapshotBytes: 1 })
  write('secret')
  env.clock.advance(0)
  for (const name of readdirSync(dir)) expect([name, statSync(path(name)).mode & 0o077]).toEqual([name, 0])
})

test('one journal of a directory at a time', () => {
  start()
  expect(() => start()).toThrow(`data directory ${dir}: in use by the engine with process id ${process.pid}`)
})

test('nothing is written after the end', async () => {
  const { end, journal } = start()
  await Promise.all([end(), end()])
  expect(() => journal.append('texts', 'late')).toThrow('the engine is closing')
})

describe('snapshots', () => {
  test('shorten the journal when it is long enough, not before', () => {
    const { env, write } = start({ snapshotBytes: 200 })
    write('a')
    env.clock.advance(0)
    expect(readdirSync(dir)).not.toContain('snapshot.jsonl')
    write('x'.repeat(200))
    env.clock.advance(0)
    expect(readdirSync(dir).toSorted()).toEqual(['journal.jsonl', 'lock', 'snapshot.jsonl'])
    expect(readFileSync(path('journal.jsonl'), 'utf8')).toBe(encodeLine(2, 'journal', { format: 1 }))
  })

  test('and the journal behind them are read together', async () => {
    const first = start({ snapshotBytes: 1 })
    first.write('a')
    first.env.clock.advance(0)
    first.write('b')
    await first.end()
    const second = start()
    expect([...second.texts]).toEqual(['a', 'b'])
    second.write('c')
    await second.end()
    expect([...start().texts]).toEqual(['a', 'b', 'c'])
  })

  test('a kill between snapshot and new journal loses nothing and repeats nothing', async () => {
    const first = start({ snapshotBytes: 1 })
    first.write('a')
    first.write('b')
    const old = readFileSync(path('journal.jsonl'))
    first.env.clock.advance(0)
    await first.end()
    writeFileSync(path('journal.jsonl'), old)
    const second = start()
    expect([...second.texts]).toEqual(['a', 'b'])
    second.write('c')
    await second.end()
    expect([...start().texts]).toEqual(['a', 'b', 'c'])
  })

  test('keep the records of parts that are not there for a while', async () => {
    const first = start({ name: 'accounts' })
    first.write('root')
    await first.end()
    const second = start({ snapshotBytes: 1 })
    second.write('a')
    second.env.clock.advance(0)
    await second.end()
    expect([...start({ name: 'accounts' }).texts]).toEqual(['root'])
  })

  test('that were cut off or changed are refused', async () => {
    const first = start({ snapshotBytes: 1 })
    first.write('a')
    first.env.clock.advance(0)
    await first.end()
    const whole = readFileSync(path('snapshot.jsonl'))
    writeFileSync(path('snapshot.jsonl'), whole.subarray(0, -5))
    expect(() => start()).toThrow(/snapshot\.jsonl: damaged: its end is missing at byte \d+/)
    writeFileSync(path('snapshot.jsonl'), whole)
    rmSync(path('journal.jsonl'))
    expect(() => start()).toThrow(/ENOENT.*journal\.jsonl/)
  })
})

describe('a journal that is not as it was written', () => {
  const three = async (): Promise<Buffer> => {
    const { write, end } = start()
    for (const text of ['a', 'b', 'c']) write(text)
    await end()
    return readFileSync(path('journal.jsonl'))
  }

  test('a torn last record is dropped with a warning, and written over', async () => {
    const whole = await three()
    for (const cut of [1, 2, 20]) {
      writeFileSync(path('journal.jsonl'), whole.subarray(0, -cut))
      const warned: unknown[] = []
      const log = createLogger('warn', (record) => warned.push(record))
      const again = start({ env: { ...simulatedEnv(), log } })
      expect([...again.texts]).toEqual(['a', 'b'])
      expect(warned).toMatchObject([
        { offset: expect.any(Number), msg: 'the last record was not written to its end and is dropped' }
      ])
      again.write('d')
      await again.end()
      const last = start()
      expect([...last.texts]).toEqual(['a', 'b', 'd'])
      await last.end()
    }
  })

  test.each([
    ['a changed byte', (bytes: Buffer) => (bytes[bytes.indexOf('"b"')] = 0), 'a damaged record at byte 113'],
    ['a broken first line', (bytes: Buffer) => (bytes[0] = 0), 'a damaged record at byte 0']
  ])('%s is refused, and where it is said', async (_, damage, message) => {
    const whole = await three()
    damage(whole)
    writeFileSync(path('journal.jsonl'), whole)
    expect(() => start()).toThrow(`data directory ${dir}: journal.jsonl: damaged: ${message}`)
    // It is left as it was, for whoever can repair it.
    expect(readFileSync(path('journal.jsonl'))).toEqual(whole)
    expect(readdirSync(dir)).toEqual(['journal.jsonl'])
  })

  test('a record that is missing, repeated or of another language is refused', async () => {
    const lines = (await three()).toString().split('\n')
    const rewritten = (kept: readonly string[]): void => writeFileSync(path('journal.jsonl'), kept.join('\n'))
    rewritten(lines.toSpliced(2, 1))
    expect(() => start()).toThrow(/record 3 in place of record 2 at byte \d+/)
    rewritten(lines.toSpliced(2, 0, lines[2]!))
    expect(() => start()).toThrow(/record 2 in place of record 3 at byte \d+/)
    rewritten(lines)
    appendFileSync(path('journal.jsonl'), encodeLine(4, 'texts', 'poison'))
    expect(() => start()).toThrow(/a record that cannot be replayed \(unknown word\) at byte \d+/)
    rewritten([encodeLine(0, 'journal', { format: 2 })])
    expect(() => start()).toThrow('not the journal of this version (format 1) at byte 0')
    rewritten([encodeLine(7, 'journal', { format: 1 })])
    expect(() => start()).toThrow('the records before number 8 are missing at byte 0')
  })
})
