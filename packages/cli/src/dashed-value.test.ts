import { expect, test } from 'vitest'
import { dashedValueLast } from './dashed-value.ts'

test.each([
  [
    ['config', 'set', 'k', '- a: 1', '--app', 'x'],
    ['config', 'set', 'k', '--app', 'x', '--', '- a: 1']
  ],
  [
    ['config', 'set', 'k', '---\na: 1'],
    ['config', 'set', 'k', '--', '---\na: 1']
  ],
  [['config', 'set', 'k', '--app', 'x'], undefined],
  [['config', 'set', 'k', '-x'], undefined],
  [['config', 'set', 'k', '--', '- a'], undefined],
  [['call', 's', '/', '-d', '- a'], undefined]
])('%j', (args, moved) => {
  expect(dashedValueLast(args)).toEqual(moved ?? args)
})
