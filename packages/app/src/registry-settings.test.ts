import { createConfiguration } from '@node-chassis/config-client'
import { simulatedEnv } from '@node-chassis/core/testing'
import { expect, test } from 'vitest'
import { registrySettings } from './registry-settings.ts'

const settings = (options: Record<string, string>) =>
  registrySettings(
    createConfiguration({ env: simulatedEnv(), dir: import.meta.dirname, variables: {}, options }),
    undefined
  )

test('nothing is pushed and nothing shown unless somebody says so', () => {
  expect(settings({})).toMatchObject({
    watch: false,
    heartbeatMode: 'put',
    schemas: [],
    failOnSchemaDifference: false
  })
})

test.each([
  'servicecomb.registry.sc.watch',
  'servicecomb.registry.sc.instance.watch',
  'servicecomb.registry.watch',
  'servicecomb.service.registry.instance.watch',
  'cse.service.registry.instance.watch',
  'spring.cloud.servicecomb.discovery.watch'
])('%s watches (decisions.md N22)', (key) => {
  expect(settings({ [key]: 'true' }).watch).toBe(true)
})

test.each([
  ['servicecomb.registry.sc.heartbeat.mode', 'socket', 'socket'],
  ['servicecomb.registry.heartbeat.mode', 'ping-pong', 'socket'],
  ['servicecomb.registry.heartbeat.mode', 'non-keep-alive', 'put']
])('%s: %s', (key, value, mode) => {
  expect(settings({ [key]: value }).heartbeatMode).toBe(mode)
})

test.each(['websocket', 'constructor'])('another mode, %s, is refused by its key', (mode) => {
  expect(() => settings({ 'servicecomb.registry.sc.heartbeat.mode': mode })).toThrow(
    `servicecomb.registry.sc.heartbeat.mode is '${mode}'; expected put or socket`
  )
})
