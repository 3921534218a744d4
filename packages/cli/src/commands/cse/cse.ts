import type { Command } from 'commander'
import type { Output } from '../../output.ts'
import { applyCommands } from './apply.ts'
import { configCommands } from './configs.ts'
import { engineCommands } from './engines.ts'
import { loginCommand } from './login.ts'
import { OPERATION_COMMANDS } from './operations.ts'
import { policyCommands } from './policies.ts'
import { routeCommands } from './routes.ts'
import { operationCommand } from './run-operation.ts'

const GROUPS: Readonly<Record<string, string>> = {
  engines: 'engines of the cloud',
  jobs: 'what engines are busy with',
  policies: 'governance policies and match groups',
  routes: 'dark-launch rules',
  config: 'configurations of an engine',
  accounts: 'accounts of an engine with security authentication',
  namespaces: 'namespaces of a Nacos engine',
  metrics: 'figures of services',
  services: 'services in the registry of an engine',
  schemas: 'contracts of services',
  instances: 'instances of services',
  projects: 'projects of the account'
}

/** `chassis cse …`: every operation of the CSE API Reference, and what is built of several. */
export function cseCommand(program: Command, output: Output): void {
  const cse = program.command('cse').description('the control plane of the cloud, and what its engines serve')
  const groups = new Map(
    Object.entries(GROUPS).map(([name, about]) => [name, cse.command(name).description(about)])
  )
  const group = (name: string): Command => groups.get(name)!
  loginCommand(cse, output)
  engineCommands(group('engines'), group('jobs'), output)
  policyCommands(group('policies'), output)
  applyCommands(group('policies'), output)
  routeCommands(group('routes'), output)
  configCommands(group('config'), output)
  for (const one of OPERATION_COMMANDS) {
    const [name = '', verb = ''] = one.words.split(' ')
    operationCommand(group(name), verb, one, output)
  }
}
