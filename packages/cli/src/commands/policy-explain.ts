import { readFileSync } from 'node:fs'
import { Option } from 'commander'
import type { Command } from 'commander'
import { createContext, silentLogger, systemEnv } from '@node-chassis/core'
import type { Call, Instance, InstanceList, Side } from '@node-chassis/core'
import { createGovernance, explainText, readSource } from '@node-chassis/governance'
import type { GovernanceExplanation } from '@node-chassis/governance'
import { CommandFailed } from '../exit.ts'
import type { Output } from '../output.ts'

interface ExplainFlags {
  readonly request: string
  readonly side: Side
  readonly service?: string
  readonly self: string
  readonly app: string
  readonly header: readonly string[]
  readonly context: readonly string[]
  readonly instance: readonly string[]
  readonly json?: boolean
}

/** `chassis policy explain`: what files of policies would do to a request; no engine is asked, nothing is counted (N32). */
export function explainCommand(policy: Command, output: Output): void {
  policy
    .command('explain')
    .description(
      'what the policies and route rules of files would do to a request, and why; nothing is asked or sent'
    )
    .argument('<files...>', 'YAML or JSON files, as for check; later ones win where a key stands in several')
    .requiredOption('-r, --request <line>', 'method and path, e.g. "GET /orders/42?full=1"')
    .addOption(
      new Option('--side <side>', 'who looks: the caller, or the one who is called')
        .choices(['consumer', 'provider'])
        .default('consumer')
    )
    .option('--service <name>', 'whom the request goes to; with --side provider: whom it is from')
    .option('--self <name[:version]>', 'who we are, for `services` fields', 'chassis-cli')
    .option('--app <name>', 'application of both', 'default')
    .option('-H, --header <name: value>', 'request header, may be repeated', collect, [])
    .option('-C, --context <name: value>', 'entry of the invocation context, may be repeated', collect, [])
    .option(
      '-i, --instance <name=value,…>',
      'an instance by its version and properties, may be repeated',
      collect,
      []
    )
    .option('--json', 'one JSON object')
    .action((names: string[], flags: ExplainFlags) => {
      const [service = '', version = ''] = flags.self.split(':')
      const values = valuesOf(names)
      const governance = createGovernance({
        env: systemEnv(silentLogger),
        self: { app: flags.app, service, version },
        sourceOf: (key) => values.get(key)?.file
      })
      governance.apply(new Map([...values].map(([key, { text }]) => [key, text])))
      const list = listOf(flags)
      const explanation = governance.explain(callOf(flags), list)
      output.out(
        flags.json
          ? JSON.stringify(explanation)
          : explainText(list === undefined ? withoutInstances(explanation) : explanation)
      )
    })
}

/** Whom a rule would choose cannot be told: that a version "has no instance" would be wrong. */
function withoutInstances(explanation: GovernanceExplanation): GovernanceExplanation {
  const { route } = explanation
  if (route.rule === undefined) return { ...explanation, route: { ...route, groups: [] } }
  const reasons = route.because.split('; ').filter((reason) => !reason.includes(' has no instance, '))
  const because = [...reasons, 'no instances given, -i version=1.0.0 names one'].join('; ')
  return { ...explanation, route: { ...route, because, groups: [] } }
}

/** Every key of the files. @throws CommandFailed code 2 for a file that cannot be read, code 1 for one without a sense */
function valuesOf(
  names: readonly string[]
): ReadonlyMap<string, { readonly text: string; readonly file: string }> {
  const values = new Map<string, { readonly text: string; readonly file: string }>()
  for (const name of names) {
    let text: string
    try {
      text = readFileSync(name, 'utf8')
    } catch (error) {
      throw new CommandFailed(2, `${name} cannot be read (${(error as NodeJS.ErrnoException).code})`)
    }
    const { entries, findings } = readSource(name, text)
    const unreadable = findings.find(({ severity, key }) => severity === 'error' && key === '')
    if (unreadable !== undefined)
      throw new CommandFailed(1, `${name}:${unreadable.line} ${unreadable.message}`)
    for (const { key, text: its } of entries) values.set(key, { text: its, file: name })
  }
  return values
}

function callOf({ request, side, service, header, context }: ExplainFlags): Call {
  const [, method, target] = /^(?:([A-Za-z]+)\s+)?(\/\S*)$/.exec(request.trim()) ?? []
  if (target === undefined)
    throw new CommandFailed(2, `--request '${request}': write a method and a path, GET /orders`)
  const url = new URL(target, 'http://request')
  const headers = new Map(
    header.map((text) => pair('--header', text)).map(([name, value]) => [name.toLowerCase(), value])
  )
  return {
    side,
    method: (method ?? 'GET').toUpperCase(),
    path: url.pathname,
    template: undefined,
    service,
    schema: undefined,
    operation: undefined,
    context: createContext(context.map((text) => pair('--context', text))),
    header: (name) => headers.get(name),
    query: (name) => url.searchParams.get(name) ?? undefined,
    hints: undefined
  }
}

/** What the registry would say, when instances are given. */
function listOf({ service, app, instance }: ExplainFlags): InstanceList | undefined {
  if (service === undefined || instance.length === 0) return undefined
  const instances = instance.map((text, at): Instance => {
    const properties = Object.fromEntries(text.split(',').map((part) => pair('--instance', part, '=')))
    const { version = '1.0.0', ...own } = properties
    return {
      id: `instance-${at + 1}`,
      service,
      app,
      version,
      status: 'UP',
      endpoints: [],
      properties: own,
      region: undefined,
      zone: undefined,
      registeredAt: 0,
      framework: undefined
    }
  })
  return { target: { app, service }, known: true, instances, revision: '1' }
}

function pair(option: string, text: string, between = ':'): readonly [string, string] {
  const at = text.indexOf(between)
  if (at < 1)
    throw new CommandFailed(2, `${option} '${text}': write name${between}${between === ':' ? ' ' : ''}value`)
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()]
}

function collect(value: string, values: readonly string[]): readonly string[] {
  return [...values, value]
}
