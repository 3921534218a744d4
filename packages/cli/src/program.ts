import { Command, CommanderError } from 'commander'
import { callCommand } from './commands/call.ts'
import { configCommand } from './commands/config.ts'
import { cseCommand } from './commands/cse/cse.ts'
import { engineCommand } from './commands/engine.ts'
import { instancesCommand } from './commands/instances.ts'
import { policyCommand } from './commands/policy.ts'
import { schemasCommand } from './commands/schemas.ts'
import { servicesCommand } from './commands/services.ts'
import { watchCommand } from './commands/watch.ts'
import { describeFailure } from './exit.ts'
import { wantsNacos } from './nacos/access.ts'
import { mentionNacos, nacosCommands } from './nacos/commands.ts'
import { standardOutput } from './output.ts'
import type { Output } from './output.ts'

/** Runs the program `chassis` and sets the exit code: 0 done, 1 the answer is "no", 2 wrong use or no engine. */
export async function runProgram(args: readonly string[], output: Output = standardOutput): Promise<void> {
  const program = new Command('chassis')
    .description('the embedded engine of Node Chassis, and tools that look into any ServiceComb engine')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.out(text.trimEnd()),
      writeErr: (text) => output.err(text.trimEnd())
    })
  engineCommand(program)
  // The same commands, with the options of the engine they are for.
  if (wantsNacos(args)) nacosCommands(program, output)
  else {
    servicesCommand(program, output)
    instancesCommand(program, output)
    watchCommand(program, output)
    schemasCommand(program, output)
    configCommand(program, output)
    mentionNacos(program)
  }
  callCommand(program, output)
  policyCommand(program, output)
  cseCommand(program, output)
  try {
    await program.parseAsync([...args], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help that was asked for is an answer; everything else commander complains about is wrong use, and was said.
      process.exitCode = error.exitCode === 0 ? 0 : 2
      return
    }
    const { exitCode, line } = describeFailure(error)
    output.err(`chassis: ${line}`)
    process.exitCode = exitCode
  }
}
