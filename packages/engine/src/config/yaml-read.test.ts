import { expect, test } from 'vitest'
import { readYaml } from './yaml-read.ts'

test('scalars of any kind are text, nothing is null (config.md 2)', () => {
  expect(readYaml('value: 1.50\nstatus: true\nkey: ~\ncheck:\npriority: 7\n')).toEqual({
    value: '1.50',
    status: 'true',
    key: null,
    check: null,
    priority: 7
  })
})

test('member names are taken literally, keys of labels are left alone', () => {
  expect(readYaml('Key: a\nkey: b\nlabels: {on: 1, App: x, __proto__: y}')).toEqual({
    key: 'b',
    labels: Object.assign(Object.create(null), JSON.parse('{"on":"1","App":"x","__proto__":"y"}'))
  })
})

test.each(['', '# nothing\n', 'a: [\n', 'priority: x'])('%j is refused', (source) => {
  expect(() => readYaml(source)).toThrow()
})
