import { describe, expect, test } from 'vitest'
import { hashPassword, isGoodPassword, isPassword } from './passwords.ts'

describe('the rule (registry.md 13.5)', () => {
  test.each([
    ['Pass_word1', true],
    ['Päss_wörd1', true],
    ['P_1aaaaa', true],
    ['P_1aaaa', false],
    [`P_1${'a'.repeat(29)}`, true],
    [`P_1${'a'.repeat(30)}`, false],
    ['pass_word1', false],
    ['PASS_WORD1', false],
    ['Pass_words', false],
    ['Passsword1', false],
    ['', false],
    ['Ab_cdefg1', false],
    ['1gfedc_bA', false]
  ])('%s: %s', (password, good) => {
    expect(isGoodPassword('Ab_cdefg1', password)).toBe(good)
  })
})

test('a hash knows its password, and no other', async () => {
  const hash = await hashPassword('Pass_word1')
  expect(hash).not.toContain('Pass_word1')
  expect(await isPassword('Pass_word1', hash)).toBe(true)
  for (const wrong of ['Pass_word2', 'pass_word1', '']) {
    expect(await isPassword(wrong, hash)).toBe(false)
  }
  expect(await isPassword('', 'scrypt$16384$8$c2FsdA==$')).toBe(false)
}, 20_000)

test('the same password has another hash each time', async () => {
  expect(await hashPassword('Pass_word1')).not.toBe(await hashPassword('Pass_word1'))
})

test('a hash says what it cost, so that cheaper ones of old still count', async () => {
  const cheap = 'scrypt$1024$8$c2FsdHNhbHRzYWx0c2FsdA==$' + '2/k0SrM/BgRrLWohQY9mOlBYXcCDnHpDOsoaPsLsTwo='
  expect(await isPassword('Pass_word1', cheap)).toBe(true)
})
