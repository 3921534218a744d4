import type { EventHub } from '@node-chassis/core'
import type { ChassisEvents } from './api.ts'
import type { Parts } from './compose.ts'

/** Lets what the parts announce be heard at the chassis. */
export function forwardEvents(
  { registry, invoker, governance, config }: Parts,
  hub: EventHub<ChassisEvents>
): void {
  registry?.events.on('registered', (event) => hub.emit('registered', event))
  registry?.events.on('lost', (event) => hub.emit('lost', event))
  registry?.events.on('recovered', (event) => hub.emit('recovered', event))
  registry?.events.on('instances', (event) => hub.emit('instances', event))
  registry?.events.on('instancesAdded', (event) => hub.emit('instancesAdded', event))
  registry?.events.on('instancesRemoved', (event) => hub.emit('instancesRemoved', event))
  registry?.events.on('instancesChanged', (event) => hub.emit('instancesChanged', event))
  invoker.on('isolated', (event) => hub.emit('isolated', event))
  governance.on('breaker', (event) => hub.emit('breaker', event))
  invoker.on('failed', (event) => hub.emit('failed', event))
  config.onChange('', ({ keys }) => hub.emit('config', { keys }))
}
