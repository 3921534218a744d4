import type { ConfigReader } from '@node-chassis/core'
import { expect, test } from 'vitest'
import { warnOfUnread } from './unread-settings.ts'

const ME = { app: 'default', name: 'order', version: '1.0.0', environment: '' }

function said(settings: Record<string, string>, source?: string): string[] {
  const values = new Map(Object.entries(settings))
  const config = {
    values,
    text: (key: string, fallback: string) => values.get(key) ?? fallback,
    sourceOf: () => source
  } as unknown as ConfigReader
  const lines: string[] = []
  const warn = (first: unknown, second?: unknown): void => void lines.push(String(second ?? first))
  warnOfUnread(config, ME, { warn })
  return lines
}

test.each([
  ['servicecomb.registry.sc.adress', '; did you mean `servicecomb.registry.sc.address`?'],
  ['servicecomb.kie.serveruri2', '; did you mean `servicecomb.kie.serverUri`?'],
  ['servicecomb.rateLimitng.gold', '; did you mean `servicecomb.rateLimiting.gold`?'],
  [
    'servicecomb.loadbalance.order.stratgy.name',
    '; did you mean `servicecomb.loadbalance.order.strategy.name`?'
  ],
  ['servicecomb.something.else.altogether', '; `docs/configuration.md` lists the keys']
])('%s is told of, with its place and what was meant', (key, hint) => {
  expect(said({ [key]: 'x' }, 'application.yaml')).toEqual([
    `\`${key}\` (application.yaml) is not read${hint}`
  ])
})

test('what is read, what is told of elsewhere and what is not ours is passed over', () => {
  expect(
    said({
      'servicecomb.registry.sc.address': 'http://127.0.0.1:30100',
      'servicecomb.instance.properties.zone': 'a',
      'servicecomb.matchGroup.gold': 'matches: [{ apiPath: { prefix: / } }]',
      'servicecomb.rateLimiting.gold': 'rate: 5',
      // The reader of the file names the colon.
      'servicecomb.registry.sc': 'address：http://127.0.0.1:31100',
      'shop.pageSize': '50'
    })
  ).toEqual([])
})

test('at most ten, and how many more there are', () => {
  const many = Object.fromEntries(Array.from({ length: 13 }, (_, at) => [`servicecomb.of.java.${at}`, 'x']))
  const lines = said(many)
  expect(lines).toHaveLength(11)
  expect(lines.at(-1)).toBe('3 further settings below `servicecomb.` are not read')
})
