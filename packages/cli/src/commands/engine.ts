import { Option } from 'commander'
import type { Command } from 'commander'
import { keepYoungGenerationSmall, readEngineFlags, runEngine } from '@node-chassis/engine'
import type { EngineFlags } from '@node-chassis/engine'
import { CommandFailed } from '../exit.ts'

// Commander turns `--no-x` into `x: false`.
type Options = Omit<EngineFlags, 'noSelfRegister' | 'noSchemaChanges'> & {
  readonly selfRegister: boolean
  readonly schemaChanges: boolean
}

/** `chassis engine`: the embedded engine in the foreground. */
export function engineCommand(program: Command): void {
  program
    .command('engine')
    .description(
      'run the embedded engine: a service-center and configuration centre in one process, in memory unless told'
    )
    .option('--host <host>', 'address to listen on (0.0.0.0 in containers)', '127.0.0.1')
    .option('--sc-port <port>', 'port of the registry; 0: any free one', '30100')
    .option('--kie-port <port>', 'port of the configuration centre; 0: any free one', '30110')
    .addOption(
      // What people try first; `--host` is what commander would suggest.
      new Option('--port <port>').hideHelp().argParser(() => {
        throw new CommandFailed(
          2,
          'an engine has two ports: --sc-port (the registry) and --kie-port (the configuration centre)'
        )
      })
    )
    .option('--data <dir>', 'keep everything in this directory: it is there again after a restart or a crash')
    .option('--rbac', 'ask for a token on both ports')
    .option('--root-password-file <file>', 'with --rbac: the password of the account root')
    .option('--rbac-private-key <file>', 'with --rbac: the key that signs tokens (PEM); made when absent')
    .option('--no-self-register', 'the registry does not list itself as SERVICECENTER')
    .option('--quota <limit>', 'service=N or config=N: most services, most documents; repeatable', listed)
    .option('--inner-property <pair>', 'key=value laid over the properties of instances; repeatable', listed)
    .option('--no-schema-changes', 'PUT of a single schema is refused')
    .option('--min-interval <seconds>', 'shortest heartbeat interval; shorter ones are raised to it (5)')
    .option('--ttl <seconds>', 'lease of every instance, whatever it asked for')
    .option('--self-preservation', 'ends of many instances at once are shown late')
    .option('--seed <file>', 'documents to begin with: an export of a configuration centre, JSON or YAML')
    .option('--faults <file>', 'failures to play, for tests of clients: JSON, see the README of the engine')
    .option(
      '--nacos-port <port>',
      'serve Nacos too: HTTP here, gRPC on the port 1000 above; 0: any free pair'
    )
    .option('--nacos-api <version>', 'the Nacos it is like: 2.1, 2.5 or 3.0 (2.1)')
    .option('--nacos-push-delay <ms>', 'time between a change of a service and the push of it (500)')
    .option('--nacos-password-file <file>', 'Nacos asks for a token; the password of its user nacos')
    .option('--log-level <level>', 'trace, debug, info, warn, error, fatal or silent', 'warn')
    .action(async ({ selfRegister, schemaChanges, ...flags }: Options) => {
      const options = readEngineFlags({
        ...flags,
        noSelfRegister: !selfRegister,
        noSchemaChanges: !schemaChanges
      })
      keepYoungGenerationSmall()
      process.exitCode = await runEngine(options, process)
    })
}

function listed(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}
