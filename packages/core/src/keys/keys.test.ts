import { expect, test } from 'vitest'
import { KEYS } from './table.ts'

test('no key and no alias of a key stands twice', () => {
  const names = KEYS.map(({ key }) => key)
  expect(names).toEqual([...new Set(names)])
  for (const { key, aliases } of KEYS) {
    expect(aliases, key).toEqual([...new Set(aliases)])
    expect(names, key).not.toEqual(expect.arrayContaining([...aliases, 'never']))
  }
})

test('an alias means one key; one variable alone names two addresses', () => {
  const aliases = KEYS.flatMap((entry) => entry.aliases)
  const twice = aliases.filter((alias, index) => aliases.indexOf(alias) !== index)
  expect(twice.toSorted()).toEqual(['PAAS_CSE_ENDPOINT', 'spring.cloud.servicecomb.credentials.project'])
})

test.each(KEYS.map((entry) => [entry.key, entry] as const))('%s: its texts fit its type', (key, entry) => {
  if (entry.default !== undefined && ['integer', 'milliseconds', 'seconds'].includes(entry.type))
    expect(entry.default).toMatch(/^-?\d+$/)
  if (entry.default !== undefined && entry.type === 'boolean') expect(entry.default).toMatch(/^(true|false)$/)
  if (key.endsWith('*')) for (const alias of entry.aliases) expect(alias).toMatch(/\*$/)
  expect(entry.doc).toMatch(/\.$/)
})
