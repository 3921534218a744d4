import { expect, test } from 'vitest'
import { withProgress } from './config-progress.ts'

function stream(isTTY: boolean): { isTTY: boolean; written: string[]; write(text: string): void } {
  const written: string[] = []
  return { isTTY, written, write: (text) => void written.push(text) }
}

const work = async (onProgress: (done: number, total: number) => void): Promise<string> => {
  for (const done of [100, 100, 200, 250]) onProgress(done, 250)
  return 'done'
}

test('on a terminal one line counts and is wiped', async () => {
  const terminal = stream(true)
  expect(await withProgress('importing f', work, terminal)).toBe('done')
  expect(terminal.written.map((text) => text.trimEnd())).toEqual([
    '\rimporting f: 100 of 250 (40 %)',
    '\rimporting f: 200 of 250 (80 %)',
    '\rimporting f: 250 of 250 (100 %)',
    ''
  ])
})

test('it is wiped when the work fails, and nothing is counted elsewhere', async () => {
  const terminal = stream(true)
  const failing = async (onProgress: (done: number, total: number) => void): Promise<void> => {
    onProgress(1, 2)
    throw new Error('no')
  }
  await expect(withProgress('x', failing, terminal)).rejects.toThrow('no')
  expect(terminal.written.at(-1)).toMatch(/^\r +\r$/)
  const log = stream(false)
  await withProgress('x', work, log)
  expect(log.written).toEqual([])
})
