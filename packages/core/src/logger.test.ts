import { expect, test } from 'vitest'
import { createLogger, lineOf } from './logger.ts'

test('records have bindings, fields and message; levels below the limit cost nothing', () => {
  const records: Record<string, unknown>[] = []
  const log = createLogger('warn', (record) => records.push(record)).child({ component: 'registry' })
  log.info('not written')
  log.warn({ service: 'order' }, 'gone')
  log.error('plain')
  expect(records).toEqual([
    { level: 40, component: 'registry', service: 'order', msg: 'gone' },
    { level: 50, component: 'registry', msg: 'plain' }
  ])
})

test('an error under err is written with code and stack', () => {
  const records: Record<string, unknown>[] = []
  const err = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
  createLogger('info', (record) => records.push(record)).warn({ err }, 'poll failed')
  expect(records).toMatchObject([{ err: { message: 'refused', code: 'ECONNREFUSED', type: 'Error' } }])
})

test('a record is one line, for readers that end lines at U+2028 too', () => {
  const record = { msg: 'a\n{"msg":"forged"}\r\u2028{"msg":"forged"}\u2029b' }
  const line = lineOf(record)
  expect(line.split(/[\n\r\u2028\u2029]/)).toHaveLength(1)
  expect(JSON.parse(line)).toEqual(record)
})
