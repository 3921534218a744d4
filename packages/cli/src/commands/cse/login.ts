import type { Command } from 'commander'
import type { Output } from '../../output.ts'
import { withCloud, withCloudOptions } from './connection.ts'
import type { CloudFlags } from './connection.ts'

/** `chassis cse login`: whether the credentials are any good. Nothing is kept: each command logs in by itself. */
export function loginCommand(cse: Command, output: Output): void {
  withCloudOptions(cse.command('login'))
    .description('whether the credentials are good, and for which project (3.2, 8.4)')
    .action(async (flags: CloudFlags) => {
      const project = await withCloud(flags, async (cloud) => {
        const id = await cloud.projectId()
        // An IAM user gets a token with it, access keys sign: this is the cheapest request that both are needed for.
        await cloud.getEngineQuotas({})
        return id
      })
      output.out(flags.json ? JSON.stringify({ projectId: project }) : `project ${project}`)
    })
}
