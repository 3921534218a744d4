import { Command, CommanderError } from 'commander'
import { addCommands } from './commands.ts'
import { dashedValueLast } from './dashed-value.ts'
import { describeFailure } from './exit.ts'
import { standardOutput } from './output.ts'
import type { Output } from './output.ts'
import { VERSION } from './version.ts'

/** Runs the program `chassis` and sets the exit code: 0 done, 1 the answer is "no", 2 wrong use or no engine. */
export async function runProgram(args: readonly string[], output: Output = standardOutput): Promise<void> {
  const program = new Command('chassis')
    .description('the embedded engine of Node Chassis, and tools that look into any ServiceComb engine')
    .version(VERSION)
    // `config set … --version 1.0.0` is about a label.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.out(text.trimEnd()),
      writeErr: (text) => output.err(text.trimEnd())
    })
  try {
    await addCommands(program, args, output)
    await program.parseAsync([...dashedValueLast(args)], { from: 'user' })
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
