import { RegistryError } from '@node-chassis/core'
import { recordingLogger } from '@node-chassis/core/testing'
import { expect, test } from 'vitest'
import { createOutage } from './outage.ts'

const AWAY = new RegistryError('CHS_REGISTRY_UNAVAILABLE', 'No address answers.', {
  cause: new Error('refused')
})

test('one warning without a stack, then quiet until it changes, and a line when it is over', () => {
  const log = recordingLogger()
  const outage = createOutage(log)
  for (let times = 0; times < 3; times++) outage.failed(AWAY, 'discovery failed')
  outage.failed(new RegistryError('CHS_REGISTRY_REFUSED', 'Refused.'), 'discovery failed')
  outage.over('discovery works again')
  outage.over('discovery works again')
  outage.failed(AWAY, 'discovery failed')
  expect(log.records.map(({ level, msg, err }) => [level, msg, err !== undefined])).toEqual([
    [40, 'discovery failed; trying again. No address answers.', false],
    [20, 'discovery failed; trying again. No address answers.', true],
    [20, 'discovery failed; trying again. No address answers.', true],
    [40, 'discovery failed; trying again. Refused.', false],
    [30, 'discovery works again', false],
    [40, 'discovery failed; trying again. No address answers.', false]
  ])
})

test('of several that ask, one outage: over when none of them fails', () => {
  const log = recordingLogger()
  const outage = createOutage(log)
  outage.told(AWAY, 'app')
  outage.failed(AWAY, 'not read', 'service')
  outage.over('read again', 'app')
  expect(log.records.filter(({ level }) => level !== 20)).toEqual([])
  outage.over('read again', 'service')
  expect(log.records.filter(({ level }) => level === 30)).toHaveLength(1)
})

test('texts that are new each time do not fill the log; a fault of our own has its stack', () => {
  const log = recordingLogger()
  const outage = createOutage(log)
  for (let id = 0; id < 100; id++) outage.failed(new TypeError(`request ${id}`), 'failed')
  const warnings = log.records.filter(({ level }) => level === 40)
  expect(warnings).toHaveLength(8)
  expect(warnings[0]).toMatchObject({ err: { type: 'TypeError', stack: expect.any(String) } })
})
