import { once } from 'node:events'
import type { Command } from 'commander'
import type { Env, Instance } from '@node-chassis/core'
import type { RegistryClient } from '@node-chassis/registry-client'
import { CommandFailed } from '../exit.ts'
import type { Output } from '../output.ts'
import { registryCommand, withPlace, withRegistry } from '../registry.ts'
import type { RegistryFlags } from '../registry.ts'

interface WatchFlags extends RegistryFlags {
  readonly interval: string
}

/** A service nobody asks for is followed no more after ten minutes. */
const USED_MS = 60_000

/** What happened, one line of output each. */
interface Change {
  readonly change: 'added' | 'removed' | 'changed'
  readonly instance: Instance
  /** What of it is different now. */
  readonly fields?: readonly string[]
}

/**
 * `chassis watch`: the instances of a service, and each change until it is interrupted. It asks again and again with the
 * revision it has: the registry's own watch would need this command to be a service.
 */
export function watchCommand(program: Command, output: Output): void {
  withPlace(registryCommand(program, 'watch <service>', 'show the instances of a service and each change'))
    .option('--interval <seconds>', 'time between two looks, at least 1', '1')
    .option('--json', 'one JSON object a line')
    .action(async (name: string, flags: WatchFlags) => {
      const seconds = Number(flags.interval)
      if (!(seconds >= 1 && seconds <= 3_600))
        throw new CommandFailed(2, `--interval ${flags.interval}: must be 1 to 3600 seconds`)
      const place = await withRegistry(flags, output, (client) => placeOf(client, name, flags))
      const options = { pollMs: 1_000 * seconds, unknownMs: 1_000 * seconds, environment: place.environment }
      await withRegistry(
        flags,
        output,
        (client, env) =>
          follow(
            client,
            { app: place.app, service: name },
            (change) => output.out(text(change, flags.json)),
            env
          ),
        options
      )
    })
}

async function placeOf(
  client: RegistryClient,
  name: string,
  { app, environment }: WatchFlags
): Promise<{ readonly app: string; readonly environment: string }> {
  const services = (await client.catalog.services()).filter(({ service }) => service === name)
  const places = new Map(
    services
      .filter((one) => (app ?? one.app) === one.app && (environment ?? one.environment) === one.environment)
      .map((one) => [`--app ${one.app} --environment '${one.environment}'`, one])
  )
  if (places.size > 1)
    throw new CommandFailed(
      2,
      `service "${name}" is in several places; say ${[...places.keys()].join(' or ')}`
    )
  const [only] = places.values()
  return only ?? { app: app ?? 'default', environment: environment ?? '' }
}

async function follow(
  client: RegistryClient,
  target: { readonly app: string; readonly service: string },
  tell: (change: Change) => void,
  env: Env
): Promise<void> {
  const each = (change: Change['change']) => (event: { readonly instances: readonly Instance[] }) =>
    event.instances.forEach((instance) => tell({ change, instance }))
  client.events.on('instancesAdded', each('added'))
  client.events.on('instancesRemoved', each('removed'))
  client.events.on('instancesChanged', ({ changes }) =>
    changes.forEach(({ after, fields }) => tell({ change: 'changed', instance: after, fields }))
  )
  let cancel = (): void => {}
  // Polls hold no process; this does, and keeps the service in use.
  const hold = (): void => {
    client.instances.current(target)
    cancel = env.clock.after(USED_MS, hold, true)
  }
  const ended = interrupted()
  hold()
  try {
    // One that is not known yet is waited for; the client says so.
    await client.instances.pull(target)
    await ended
  } finally {
    cancel()
  }
}

function interrupted(): Promise<unknown> {
  return Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)))
}

const MARKS = { added: '+', removed: '-', changed: '~' } as const

function text(change: Change, json: boolean | undefined): string {
  if (json) return JSON.stringify(change)
  const { instance, fields = [] } = change
  const what = [
    MARKS[change.change],
    instance.id,
    instance.version,
    instance.status,
    instance.endpoints.join(' '),
    ...(fields.length === 0 ? [] : [`(${fields.join(', ')})`])
  ]
  return what.join('  ')
}
