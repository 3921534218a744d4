import type { Command } from 'commander'
import { silentLogger } from '@node-chassis/core'
import { createChassis, explainText, isChassisError } from 'node-chassis'
import type { Chassis } from 'node-chassis'
import { accountSettings, withAccount } from '../access.ts'
import type { AccessFlags } from '../access.ts'
import { configAddresses, registryAddresses } from '../addresses.ts'
import { CommandFailed, describeFailure } from '../exit.ts'
import type { Output } from '../output.ts'
import { ownPlace } from '../own-place.ts'
import type { Place } from '../own-place.ts'
import { firstList } from './first-list.ts'

interface CallFlags extends AccessFlags {
  readonly app?: string
  readonly environment?: string
  readonly method?: string
  readonly header: readonly string[]
  readonly data?: string
  readonly explain?: boolean
  readonly json?: boolean
}

/** `chassis call`: one governed call, with its explanation. */
export function callCommand(program: Command, output: Output): void {
  withAccount(program.command('call'))
    .description('make one governed call to a service by name, and say which rule sent it where')
    .argument('<service>', 'name of the service, or app:name')
    .argument('<path>', 'path with its query, e.g. /orders/42')
    .option('--sc <urls>', 'registry address, several with commas')
    .option('--kie <urls>', 'configuration centre address, several with commas')
    .option('--app <name>', 'application of the caller and of the service (default: that of this folder)')
    .option('--environment <name>', 'environment of the caller (default: that of this folder)')
    .option('-X, --method <method>', 'HTTP method (default: GET, POST with data)')
    .option('-H, --header <name: value>', 'request header, may be repeated', collect, [])
    .option('-d, --data <text>', 'request body')
    .option('--explain', 'only explain: nothing is sent')
    .option('--json', 'answer and explanation as one JSON object')
    .action(async (service: string, path: string, given: CallFlags) => {
      const flags = { ...given, ...ownPlace(given) }
      const chassis = createChassis({
        service: { name: 'chassis-cli', app: flags.app, environment: flags.environment },
        config: {
          'servicecomb.registry.sc.address': registryAddresses(flags.sc).join(','),
          'servicecomb.kie.serverUri': configAddresses(flags.kie).join(','),
          ...accountSettings(flags),
          // A look at an estate leaves nothing behind.
          'servicecomb.snapshot.enabled': 'false'
        },
        register: false,
        log: silentLogger
      })
      try {
        await chassis.start()
        await callOnce(chassis, service, path, flags, output)
      } finally {
        await chassis.close()
      }
    })
}

async function callOnce(
  chassis: Chassis,
  service: string,
  path: string,
  flags: CallFlags & Place,
  output: Output
): Promise<void> {
  const headers = Object.fromEntries(flags.header.map(parseHeader))
  const request = {
    headers,
    ...(flags.method === undefined ? {} : { method: flags.method }),
    ...(flags.data === undefined ? {} : { body: flags.data })
  }
  if (flags.explain) await firstList(chassis, service, flags)
  const answer = flags.explain
    ? undefined
    : await chassis.call(service, path, request).catch((error: unknown) => {
        if (!isChassisError(error)) throw error
        // Why the registry did not answer.
        const because = isChassisError(error.cause) ? ` ${describeFailure(error.cause).line}` : ''
        throw new CommandFailed(1, `${error.code}: ${error.message}${because}`)
      })
  const explanation = chassis.explain(service, { ...request, path })
  if (flags.json) {
    const { status, headers: answered } = answer ?? {}
    output.out(JSON.stringify({ status, headers: answered, body: answer?.text(), explanation }))
  } else {
    if (answer !== undefined) output.out(answer.text())
    const status = answer === undefined ? [] : [`status: ${answer.status}`]
    output.err([...status, explainText(explanation)].join('\n'))
  }
  if (answer !== undefined && !answer.ok) process.exitCode = 1
}

function collect(value: string, values: readonly string[]): readonly string[] {
  return [...values, value]
}

function parseHeader(text: string): readonly [string, string] {
  const at = text.indexOf(':')
  if (at < 1) throw new CommandFailed(2, `--header '${text}': expected name: value`)
  return [text.slice(0, at).trim().toLowerCase(), text.slice(at + 1).trim()]
}
