import { expect, test } from 'vitest'
import { readDocuments } from '../documents.ts'
import { unreadKeys } from './unread-keys.ts'

const self = { app: 'default', service: 'shop', version: '1.0.0' }

function unread(...keys: string[]): string[] {
  const values = new Map(keys.map((key) => [key, 'x']))
  return unreadKeys(values, readDocuments(values, self)).map(({ key }) => key)
}

test('a key that nobody reads is told of, one of the table is not', () => {
  expect(
    unread('servicecomb.registry.sc.adress', 'servicecomb.registry.sc.address', 'shop.pageSize')
  ).toEqual(['servicecomb.registry.sc.adress'])
})

test('a `*` behind a dot asks for a rest, any other takes none as well', () => {
  expect(
    unread(
      'servicecomb.nacos.config.sharedConfigs',
      'servicecomb.nacos.config.sharedConfigs[0].dataId',
      'servicecomb.instance.properties.zone'
    )
  ).toEqual([])
  expect(unread('servicecomb.instance.properties')).toEqual(['servicecomb.instance.properties'])
})
