import type { Chassis } from 'node-chassis'
import { CommandFailed } from '../exit.ts'
import type { Output } from '../output.ts'
import type { Place } from '../own-place.ts'
import { versionsOf, withRegistry } from '../registry.ts'
import type { RegistryFlags } from '../registry.ts'

// What this client has to say is thrown.
const QUIET: Output = { out() {}, err() {} }

/** The registry has answered by then; its list needs one more way. */
const WAIT_MS = 5_000

/**
 * Waits until a chassis knows the instances of a service, so that its explanation is about them: `explain` itself never
 * waits. @throws RegistryError CHS_REGISTRY_UNAVAILABLE; CommandFailed code 1 for a name that the registry does not know
 */
export async function firstList(chassis: Chassis, name: string, flags: RegistryFlags & Place): Promise<void> {
  const { environment } = flags
  const colon = name.indexOf(':')
  const target = { app: colon < 0 ? flags.app : name.slice(0, colon), service: name.slice(colon + 1) }
  const { clock } = chassis.env
  let off = (): void => {}
  let cancel = (): void => {}
  const arrived = new Promise<void>((resolve) => {
    off = chassis.on('instances', ({ target: { app, service } }) => {
      if (app === target.app && service === target.service) resolve()
    })
    cancel = clock.after(WAIT_MS, resolve)
  })
  try {
    // Whoever is asked for is followed from then on.
    chassis.explain(name)
    await withRegistry(
      flags,
      QUIET,
      async (client) => {
        const { known } = await client.instances.pull(target)
        if (known) return
        await versionsOf(client, target.service, { app: target.app, environment })
        throw new CommandFailed(1, `the registry shows "${name}" to no caller of ${flags.app}`)
      },
      { environment }
    )
    await arrived
  } finally {
    off()
    cancel()
  }
}
