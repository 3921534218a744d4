import { expect, test } from 'vitest'
import { cleanedPath } from './clean-path.ts'

test.each([
  ['/a/b', undefined],
  ['/', undefined],
  ['/a/', undefined],
  ['/a/.b', undefined],
  ['/a/..b', undefined],
  ['*', undefined],
  ['//a', '/a'],
  ['/a//b', '/a/b'],
  ['/a//', '/a/'],
  ['/a/./b', '/a/b'],
  ['/a/../b', '/b'],
  ['/../..', '/']
])('%s', (path, cleaned) => {
  expect(cleanedPath(path)).toBe(cleaned)
})
