import type { Command } from 'commander'
import { putRoutes, readRoutes } from '@node-chassis/control-plane-client'
import { stringify } from 'yaml'
import { CommandFailed } from '../../exit.ts'
import type { Output } from '../../output.ts'
import { withCloud, withCloudOptions } from './connection.ts'
import type { CloudFlags } from './connection.ts'
import { readPolicies, withPlace } from './policy-files.ts'
import type { PlaceFlags } from './policy-files.ts'

type Flags = CloudFlags & PlaceFlags

/** `chassis cse routes …`: dark-launch rules. */
export function routeCommands(routes: Command, output: Output): void {
  withPlace(withCloudOptions(routes.command('get <service>')))
    .description('the dark-launch rules of a service (5.4.3)')
    .action(async (service: string, flags: Flags) => {
      const { app = 'default', environment = '' } = flags
      const { rules, text } = await withCloud(flags, (cloud) =>
        readRoutes(cloud, { service, app, environment })
      )
      if (flags.json) return output.out(JSON.stringify(rules ?? { text }))
      if (rules === undefined) throw new CommandFailed(1, `the rules of ${service} cannot be read: ${text}`)
      if (rules.length === 0)
        throw new CommandFailed(1, `${service} has no rules (app ${app}, environment '${environment}')`)
      output.out(stringify(rules).trimEnd())
    })

  withPlace(withCloudOptions(routes.command('put <files...>')))
    .description('give services the dark-launch rules of files, after checking them (5.4.2)')
    .action(async (files: string[], flags: Flags) => {
      await withCloud(flags, async (cloud) => {
        const { routes: desired } = await readPolicies(cloud, files, flags)
        if (desired.length === 0)
          throw new CommandFailed(
            2,
            'no rules in these files; write `servicecomb.routeRule.<service>` or `kind: route-rule`'
          )
        for (const route of desired) {
          await putRoutes(cloud, route)
          output.err(
            `${route.rules.length} rules of ${route.service} are live (app ${route.app}, environment '${route.environment}')`
          )
        }
      })
    })
}
