import { tmpdir } from 'node:os'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { ConfigChange } from '@node-chassis/core'
import { recordingLogger, simulatedEnv } from '@node-chassis/core/testing'
import { afterEach, expect, test } from 'vitest'
import { createConfiguration } from './configuration.ts'
import { remote } from './configuration.test-support.ts'
import type { Configuration } from './configuration.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function configuration(
  yaml: string,
  variables: Record<string, string> = {},
  options: Record<string, string> = {}
): Configuration {
  const dir = mkdtempSync(path.join(tmpdir(), 'chs-config-'))
  folders.push(dir)
  writeFileSync(path.join(dir, 'application.yaml'), yaml)
  return createConfiguration({ env: simulatedEnv(), dir, variables, options })
}

test('options > centre > environment > files, and each is named', () => {
  const all = 'k: {a: file, b: file, c: file, d: file}'
  const config = configuration(all, { K_B: 'env', K_C: 'env', K_D: 'env' }, { 'k.d': 'option' })
  config.attach(remote({ 'k.c': 'kie', 'k.d': 'kie' }))
  const keys = ['k.a', 'k.b', 'k.c', 'k.d']
  expect(keys.map((key) => config.get(key))).toEqual(['file', 'env', 'kie', 'option'])
  expect(keys.map((key) => config.sourceOf(key))).toEqual([
    'application.yaml',
    'environment',
    'kie (app)',
    'options'
  ])
})

test('G27: the centre beats the environment unless remotePriority says belowEnv', () => {
  const variables = { SERVICECOMB_REST_ADDRESS: '127.0.0.1:1' }
  const kie = { 'servicecomb.rest.address': '127.0.0.1:2' }
  const high = configuration('', variables)
  high.attach(remote(kie))
  expect(high.get('servicecomb.rest.address')).toBe('127.0.0.1:2')
  const low = configuration('servicecomb.config.remotePriority: belowEnv', variables)
  low.attach(remote(kie))
  expect(low.get('servicecomb.rest.address')).toBe('127.0.0.1:1')
})

test('G28: the centre moves neither addresses nor identity nor credentials', () => {
  const config = configuration('servicecomb: {kie: {serverUri: "http://a:1"}, service: {name: orders}}')
  config.attach(
    remote({
      'servicecomb.kie.serverUri': 'http://evil:1',
      'servicecomb.service.name': 'other',
      'cse.credentials.accessKey': 'x',
      PAAS_CSE_SC_ENDPOINT: 'http://evil:2',
      'servicecomb.request.timeout': '5'
    })
  )
  expect(config.get('servicecomb.kie.serverUri')).toBe('http://a:1')
  expect(config.get('servicecomb.service.name')).toBe('orders')
  expect(config.get('servicecomb.credentials.accessKey')).toBeUndefined()
  expect(config.get('servicecomb.registry.sc.address')).toBeUndefined()
  expect(config.number('servicecomb.request.timeout', 0)).toBe(5)
})

test('listeners hear effective changes of their key or prefix only', () => {
  const config = configuration('', {}, { 'shop.fixed': '1' })
  const source = remote({ 'shop.a': '1' })
  config.attach(source)
  const heard: [string, ConfigChange][] = []
  for (const key of ['', 'shop.', 'shop.a', 'shop'])
    config.onChange(key, (change) => heard.push([key, change]))
  source.set({ 'shop.a': '2', 'shop.fixed': '2', other: 'x' })
  expect(heard.map(([key, { keys }]) => [key, [...keys].toSorted()])).toEqual([
    ['', ['other', 'shop.a']],
    ['shop.', ['shop.a']],
    ['shop.a', ['shop.a']]
  ])
  expect(heard[0]?.[1].before.get('shop.a')).toBe('1')
  expect(heard[0]?.[1].after).toBe(config.values)
  source.set({ 'shop.a': '2', 'shop.fixed': '3', other: 'x' })
  expect(heard).toHaveLength(3)
})

test('a listener that throws is logged and keeps nothing from the others', () => {
  const log = recordingLogger()
  const config = createConfiguration({ env: { ...simulatedEnv(), log }, dir: tmpdir() })
  const source = remote()
  config.attach(source)
  let heard = 0
  config.onChange('', () => {
    throw new Error('no')
  })
  config.onChange('', () => void heard++)
  source.set({ a: '1' })
  expect(heard).toBe(1)
  expect(log.records).toHaveLength(1)
})

test('detaching takes the values out again', () => {
  const config = configuration('a: file')
  const detach = config.attach(remote({ a: 'kie' }))
  expect(config.get('a')).toBe('kie')
  detach()
  expect(config.get('a')).toBe('file')
})

test.each([
  ['${a.b}', 'x'],
  ['${none:d}', 'd'],
  ['${none:http://h:1}', 'http://h:1'],
  ['${none:${a.b}}!', 'x!'],
  ['${none:}', ''],
  ['${HOME_OF}', '/h'],
  ['${HOME_OF||d}', '/h'],
  ['${NONE||d}', 'd'],
  ['${WORD^^||d}', 'MIXED'],
  ['${WORD,,||d}', 'mixed'],
  ['${none}', '${none}'],
  ['${k}', '${k}'],
  ['${', '${']
])('placeholder %s is %s', (text, expected) => {
  const config = configuration(`a: {b: x}\nk: '${text}'\n`, { HOME_OF: '/h', WORD: 'Mixed' })
  expect(config.get('k')).toBe(expected)
})

test('typed reads: the words of Spring and Go, numbers with blanks and 0x; anything else names key and source', () => {
  const config = configuration(
    "b: ['on', 'F', '1', 'maybe']\nn: [' 7 ', '0x1F', '1.5', 'x']\nl: ' a, b ,,c'\ne:\n"
  )
  expect([0, 1, 2].map((n) => config.boolean(`b[${n}]`, n !== 0))).toEqual([true, false, true])
  expect([0, 1, 2].map((n) => config.number(`n[${n}]`, 0))).toEqual([7, 31, 1.5])
  expect(config.list('l', [])).toEqual(['a', 'b', 'c'])
  expect(config.list('b', [])).toEqual(['on', 'F', '1', 'maybe'])
  expect(config.number('e', 3)).toBe(3)
  expect(config.number('none', 4)).toBe(4)
  const invalid = { code: 'CHS_CONFIG_INVALID', message: '`n[3]` (application.yaml) is "x"; write a number' }
  expect(() => config.number('n[3]', 0)).toThrow(expect.objectContaining(invalid))
  expect(() => config.boolean('b[3]', true)).toThrow(/`b\[3\]` \(application\.yaml\) is "maybe"/)
})

test.each([
  ['servicecomb.service.name', 'SERVICECOMB_SERVICE_NAME'],
  ['servicecomb.service.name', 'servicecomb_service_name'],
  ['servicecomb.service.name', 'servicecomb.service.name'],
  ['shop.page-size', 'SHOP_PAGE_SIZE'],
  ['servicecomb.retry.pay', 'servicecomb_retry_pay']
])('%s from the variable %s', (key, variable) => {
  const config = configuration('', { [variable]: 'v' })
  expect([config.get(key), config.sourceOf(key)]).toEqual(['v', 'environment'])
})

test('CAS_ variables name the service only where nothing else does (decisions.md N23)', () => {
  const variables = { CAS_COMPONENT_NAME: 'cas', CAS_INSTANCE_VERSION: '9.9' }
  expect(configuration('', variables).get('servicecomb.service.name')).toBe('cas')
  const config = configuration('spring.application.name: mine', variables)
  expect([config.get('servicecomb.service.name'), config.get('servicecomb.service.version')]).toEqual([
    'mine',
    '9.9'
  ])
})

test('SERVICECOMB_SERVICE_PROPS and _INSTANCE_PROPS', () => {
  const config = configuration('', {
    SERVICECOMB_SERVICE_PROPS: 'a:1,b:x:y',
    SERVICECOMB_INSTANCE_PROPS: 'zone:z'
  })
  expect(config.get('servicecomb.service.properties.a')).toBe('1')
  expect(config.get('servicecomb.service.properties.b')).toBe('x:y')
  expect(config.get('servicecomb.instance.properties.zone')).toBe('z')
})

test('an old config-center is no kie (decisions.md N22)', () => {
  const config = configuration('cse: {config: {client: {serverUri: "http://cc:30103"}}}')
  expect(config.get('servicecomb.kie.serverUri')).toBeUndefined()
})

test('a file key without a dot is not taken from a variable of the same name', () => {
  expect(configuration('path: mine', { PATH: '/bin' }).get('path')).toBe('mine')
})
