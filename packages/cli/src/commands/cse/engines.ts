import type { Command } from 'commander'
import {
  OPERATIONS,
  createEngineOnce,
  deleteEngineOnce,
  listAllEngines
} from '@node-chassis/control-plane-client'
import type { InputOf } from '@node-chassis/control-plane-client'
import type { Output } from '../../output.ts'
import { withCloud, withCloudOptions } from './connection.ts'
import type { CloudFlags } from './connection.ts'
import { inputOf, withInputs } from './input.ts'
import { afterStart, limitsOf, waitShown } from './job.ts'
import type { WaitFlags } from './job.ts'
import { refuseWithoutYes, withWait, withYes } from './run-operation.ts'
import { listing } from './show.ts'

type Flags = CloudFlags & WaitFlags

/** `chassis cse engines …`: what is more than one request. */
export function engineCommands(engines: Command, jobs: Command, output: Output): void {
  withCloudOptions(engines.command('list'))
    .description('all engines (5.3.2)')
    .option('--type <type>', 'CSE, Nacos or ALL', 'ALL')
    .action(async ({ type, ...flags }: CloudFlags & { readonly type: string }) => {
      const all = await withCloud(flags, (cloud) =>
        listAllEngines(cloud, { type: type as InputOf<'listEngines'>['type'] })
      )
      if (flags.json) return output.out(JSON.stringify(all))
      const columns = ['id', 'name', 'status', 'specType', 'flavor', 'version', 'latestJobId']
      output.out(listing(all as readonly object[] as readonly Record<string, unknown>[], columns))
    })

  withWait(withInputs(withCloudOptions(engines.command('create')), OPERATIONS.createEngine))
    .description('create an engine (5.3.3); a lost answer is looked up instead of asked for again')
    .action(async (flags: Flags & Readonly<Record<string, unknown>>) => {
      const input = inputOf(OPERATIONS.createEngine, [], flags) as InputOf<'createEngine'>
      await withCloud(flags, async (cloud) => {
        const job = await createEngineOnce(cloud, input)
        output.out(flags.json ? JSON.stringify(job) : job.engineId)
        await afterStart(cloud, job, 'create', flags, output)
      })
    })

  withWait(withYes(withCloudOptions(engines.command('delete <engine-id>'))))
    .description('delete an engine (5.3.7)')
    .action(async (engineId: string, flags: Flags) => {
      refuseWithoutYes(flags, `engines delete ${engineId}`)
      await withCloud(flags, async (cloud) => {
        const job = await deleteEngineOnce(cloud, engineId)
        if (job === undefined) return output.err(`engine ${engineId} is gone already`)
        await afterStart(cloud, job, 'delete', flags, output)
      })
    })

  withCloudOptions(jobs.command('wait <engine-id> <job-id>'))
    .description('wait until a job is done; code 2 and its phase when it fails')
    .option('--deadline <seconds>', 'how long to wait at most')
    .option('--poll-every <seconds>', 'how often to look')
    .action(async (engineId: string, jobId: string, flags: Flags) => {
      await withCloud(flags, (cloud) =>
        waitShown(cloud, { engineId, jobId }, { firstPollMs: 0, ...limitsOf(flags) }, output)
      )
    })
}
