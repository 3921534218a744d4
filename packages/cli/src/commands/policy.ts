import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { checkPolicies, checkText } from 'node-chassis'
import { CommandFailed } from '../exit.ts'
import type { Output } from '../output.ts'
import { explainCommand } from './policy-explain.ts'

interface CheckFlags {
  readonly strict?: boolean
  readonly json?: boolean
}

/** `chassis policy check`: what is wrong with policies and route rules before anybody runs them (decisions.md N31); `explain`. */
export function policyCommand(program: Command, output: Output): void {
  const policy = program
    .command('policy')
    .description('look at policies and dark-launch rules without an engine')
  explainCommand(policy, output)
  policy
    .command('check')
    .description(
      'check policy and route files, local configuration files and exports of a configuration centre, together'
    )
    .argument('<files...>', 'YAML or JSON files; later ones win where a key stands in several')
    .option('--strict', 'warnings end with code 1 too')
    .option('--json', 'one JSON object')
    .action(async (names: string[], { strict, json }: CheckFlags) => {
      const files = await Promise.all(names.map(async (name) => ({ name, text: await read(name) })))
      const report = checkPolicies(files)
      output.out(json ? JSON.stringify(report) : checkText(report))
      if (report.errors > 0 || (strict && report.warnings > 0)) process.exitCode = 1
    })
}

async function read(name: string): Promise<string> {
  try {
    return await readFile(name, 'utf8')
  } catch (error) {
    throw new CommandFailed(2, `${name} cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}
