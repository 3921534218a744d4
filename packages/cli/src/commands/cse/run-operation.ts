import type { Command } from 'commander'
import { OPERATIONS, jobOf } from '@node-chassis/control-plane-client'
import type { ControlPlane, OperationRow } from '@node-chassis/control-plane-client'
import { CommandFailed } from '../../exit.ts'
import type { Output } from '../../output.ts'
import { withCloud, withCloudOptions, withEngine, withEngineOptions } from './connection.ts'
import type { CloudFlags, EngineFlags } from './connection.ts'
import { inputOf, withInputs } from './input.ts'
import { afterStart } from './job.ts'
import type { WaitFlags } from './job.ts'
import type { OperationCommand } from './operations.ts'
import { show } from './show.ts'

type Flags = EngineFlags & WaitFlags & Readonly<Record<string, unknown>>
/** Both clients send any of their operations by its name. */
interface Sender {
  send(id: never, input: never): Promise<{ readonly body: unknown }>
}

/** Adds a command that sends one operation and shows its answer. */
export function operationCommand(group: Command, verb: string, one: OperationCommand, output: Output): void {
  const row: OperationRow = OPERATIONS[one.id]
  const command = group.command(verb).description(`${one.about} (${row.section})`)
  withInputs(row.api === 'engine' ? withEngineOptions(command) : withCloudOptions(command), row, one.defaults)
  if (one.destroys) withYes(command)
  if (one.job !== undefined) withWait(command)
  command.action(async (...given: unknown[]) => {
    const args = command.args
    const flags = given[args.length] as Flags
    if (one.destroys) refuseWithoutYes(flags, `${one.words} ${args.join(' ')}`)
    const input = inputOf(row, args, flags, one.defaults)
    const ask = async (client: Sender, cloud?: ControlPlane): Promise<void> => {
      const { body } = await client.send(one.id as never, input as never)
      show(output, body, flags.json, one)
      if (one.job !== undefined && cloud !== undefined)
        await afterStart(cloud, jobOf(body as object), one.job, flags, output)
    }
    if (row.api === 'engine') await withEngine(flags, (engine) => ask(engine))
    else await withCloud(flags, (cloud) => ask(cloud, cloud))
  })
}

export function withYes(command: Command): Command {
  return command.option('--yes', 'do it: without this nothing is sent')
}

export function withWait(command: Command): Command {
  return command
    .option('--wait', 'wait until the job is done')
    .option('--deadline <seconds>', 'how long to wait at most')
    .option('--poll-every <seconds>', 'how often to look')
}

/** @throws CommandFailed code 2 */
export function refuseWithoutYes(flags: CloudFlags, what: string): void {
  if (flags.yes !== true)
    throw new CommandFailed(2, `cse ${what.trim()} cannot be undone; say --yes to do it`)
}
