import type { Command } from 'commander'
import type { Output } from './output.ts'

/** Commands that are loaded together: what somebody does not use, he does not wait for. */
interface Family {
  readonly names: readonly string[]
  add(program: Command, output: Output): Promise<void>
}

const FAMILIES: readonly Family[] = [
  {
    names: ['engine'],
    async add(program) {
      const { engineCommand } = await import('./commands/engine.ts')
      engineCommand(program)
    }
  },
  {
    names: ['services', 'instances', 'watch', 'schemas', 'config'],
    async add(program, output) {
      const { lookCommands } = await import('./commands/look.ts')
      lookCommands(program, output)
    }
  },
  {
    names: ['call'],
    async add(program, output) {
      const { callCommand } = await import('./commands/call.ts')
      callCommand(program, output)
    }
  },
  {
    names: ['policy'],
    async add(program, output) {
      const { policyCommand } = await import('./commands/policy.ts')
      policyCommand(program, output)
    }
  },
  {
    names: ['cse'],
    async add(program, output) {
      const { cseCommand } = await import('./commands/cse/cse.ts')
      cseCommand(program, output)
    }
  }
]

/** These commands look into a Nacos engine: the same names with other options. */
const NACOS: Family = {
  names: ['services', 'instances', 'config'],
  async add(program, output) {
    const { nacosCommands } = await import('./nacos/commands.ts')
    nacosCommands(program, output)
  }
}

/** Adds what the command line asks for; all commands when it asks for help or for something that there is not. */
export async function addCommands(program: Command, args: readonly string[], output: Output): Promise<void> {
  const name = args.find((arg) => !arg.startsWith('-')) ?? ''
  // `chassis engine --nacos-port` and `chassis config --nacos` are different things.
  const isNacos = args.some((arg) => arg === '--nacos' || arg.startsWith('--nacos='))
  const families = isNacos
    ? FAMILIES.map((family) => (family.names.includes('config') ? NACOS : family))
    : FAMILIES
  const wanted = families.filter(({ names }) => names.includes(name))
  for (const family of wanted.length === 0 ? families : wanted) await family.add(program, output)
}
