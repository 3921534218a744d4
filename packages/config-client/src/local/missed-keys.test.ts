import { expect, test } from 'vitest'
import { flattenYaml } from '../text/flatten.ts'
import { missedKeys } from './missed-keys.ts'

function missed(text: string): string[] {
  return flattenYaml(text).flatMap((flat) => missedKeys(flat, text))
}

const WHAT = 'is not set: full-width colon (U+FF1A) where ":" is expected; correct it'

test.each([
  [
    'the only line below a mapping',
    'servicecomb:\n  registry:\n    sc:\n      address：http://sc:30100\n',
    [`line 4: \`servicecomb.registry.sc.address\` ${WHAT}`]
  ],
  [
    'inside of braces',
    'servicecomb:\n  service: {version: 1.0.0, name： orders}\n',
    [`line 2: \`servicecomb.service.name\` ${WHAT}`]
  ],
  ['the whole file', '# what\nservicecomb：x\n', [`line 2: \`servicecomb\` ${WHAT}`]],
  [
    'a secret is not repeated',
    'servicecomb:\n  credentials: {secretKey： abc}\n',
    [`line 2: \`servicecomb.credentials.secretKey\` ${WHAT}`]
  ]
])('%s', (_name, text, said) => {
  expect(missed(text)).toEqual(said)
})

test.each([
  ['texts of settings', 'servicecomb:\n  service:\n    description: note：订单\n'],
  ['settings of the application', 'shop: {title： x}\ngreeting: hello：you\n'],
  ['comments', '# 注意：这里\nservicecomb:\n  service:\n    name: orders # 名：x\n']
])('%s may have them', (_name, text) => {
  expect(missed(text)).toEqual([])
})
