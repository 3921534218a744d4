import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger } from '@node-chassis/core'
import { createChassis } from 'node-chassis'
import type { Chassis, ChassisOptions } from 'node-chassis'
import { found, refuse, wireInstance } from './registry-client-script.ts'
import type { Scene } from './registry-client-script.ts'
import { scriptedSockets } from './scripted-sockets.ts'
import { until } from './scripted-engine.ts'

/** The scripted registry as one that holds lists, and tells watchers of each change. */
export interface HeldLists {
  /** Undefined: the service is not known. */
  set(service: string, instances: readonly object[] | undefined): void
  /** Sends a frame about it to every watcher. */
  tell(service: string): void
  /** Watchers there are. */
  readonly watchers: number
}

export function heldLists(s: Scene): HeldLists {
  const lists = new Map<string, { rev: string; instances: readonly object[] }>()
  const scripted = scriptedSockets(s.engine)
  let revision = 0
  s.routes.find = ({ query }) => {
    const list = lists.get(query.get('serviceName')!)
    if (list === undefined) return refuse('400012')
    return query.get('rev') === list.rev ? { status: 304 } : found(list.rev, ...list.instances)
  }
  s.routes.batch = ({ body }) => {
    const { services } = JSON.parse(body) as {
      services: { service: { serviceName: string }; rev?: string }[]
    }
    const notModified: number[] = []
    const unknown: number[] = []
    const updated: object[] = []
    for (const [index, { service, rev }] of services.entries()) {
      const list = lists.get(service.serviceName)
      if (list === undefined) unknown.push(index)
      else if (list.rev === rev) notModified.push(index)
      else updated.push({ index, ...list })
    }
    const failed = unknown.length === 0 ? [] : [{ indexes: unknown, error: { errorCode: '400012' } }]
    return { body: { services: { notModified, updated, failed } } }
  }
  return {
    set(service, instances) {
      if (instances === undefined) lists.delete(service)
      else lists.set(service, { rev: `r${++revision}`, instances })
    },
    tell(service) {
      const frame = JSON.stringify({ action: 'UPDATE', key: { appId: 'shop', serviceName: service } })
      for (const { socket, isClosed } of scripted.sockets) if (!isClosed) socket.send(frame)
    },
    get watchers() {
      return scripted.sockets.filter(({ isClosed }) => !isClosed).length
    }
  }
}

export const at = (id: string, port: number, more: object = {}): object =>
  wireInstance(id, { endpoints: [`rest://127.0.0.1:${port}`], ...more })

/** A whole application, "cart" of "shop", that watches the scripted registry. */
export async function application(
  url: string,
  lists: HeldLists | undefined,
  options: ChassisOptions = {}
): Promise<Chassis> {
  const chassis = createChassis({
    service: { name: 'cart', version: '1.0.0', app: 'shop' },
    configDir: mkdtempSync(join(tmpdir(), 'registry-client-')),
    log: silentLogger,
    ...options,
    config: {
      'servicecomb.registry.sc.address': url,
      'servicecomb.registry.sc.watch': true,
      'servicecomb.snapshot.enabled': false,
      ...options.config
    }
  })
  await chassis.start()
  if (lists !== undefined) await until(() => lists.watchers > 0)
  return chassis
}

/** Resolves with the next list that the application hears of. */
export function nextList(chassis: Chassis): Promise<unknown> {
  return new Promise((resolve) => {
    const stop = chassis.on('instances', (list) => {
      stop()
      resolve(list)
    })
  })
}
