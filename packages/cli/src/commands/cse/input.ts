import { readFileSync } from 'node:fs'
import { Option } from 'commander'
import type { Command } from 'commander'
import type { InputRow, OperationRow } from '@node-chassis/control-plane-client'
import { parse } from 'yaml'
import { CommandFailed } from '../../exit.ts'

// These are options of every command, or have one value only.
const SHARED: ReadonlySet<string> = new Set(['projectId', 'enterpriseProjectId'])

/** `serviceId` as an option: `service-id`. */
const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** Parameters of the path that have to be given, in its order. */
function argumentsOf({ inputs, path }: OperationRow): readonly string[] {
  return Object.entries(inputs)
    .filter(([name, row]) => row.in === 'path' && !SHARED.has(name))
    .toSorted(([, a], [, b]) => path.indexOf(a.wire) - path.indexOf(b.wire))
    .map(([name]) => name)
}

function optionsOf({ inputs }: OperationRow): readonly (readonly [string, InputRow])[] {
  return Object.entries(inputs).filter(
    ([name, row]) =>
      row.in !== 'path' && row.constant === undefined && row.fallback === undefined && !SHARED.has(name)
  )
}

/** Arguments and options for everything that the operation takes. */
export function withInputs(
  command: Command,
  row: OperationRow,
  defaults: Readonly<Record<string, string>> = {}
): Command {
  for (const name of argumentsOf(row)) command.argument(`<${dashed(name)}>`)
  for (const [name, { required, values }] of optionsOf(row)) {
    const preset = defaults[name]
    const about = preset === undefined ? `parameter ${name}` : `parameter ${name} (default: ${preset})`
    const option = new Option(`--${dashed(name)} <value>`, about).argParser(collect)
    if (values !== undefined) option.choices([...values])
    if (required && preset === undefined) option.makeOptionMandatory()
    command.addOption(option)
  }
  if (row.body === 'json') {
    const body = new Option('--body <text>', 'body, JSON or YAML; @file reads a file, @- standard input')
    if (row.bodyRequired) body.makeOptionMandatory()
    command.addOption(body)
  }
  return command
}

/** An option that is given several times is a list, as `label` may be. */
function collect(value: string, before: string | string[] | undefined): string | string[] {
  return before === undefined ? value : [before, value].flat()
}

/** What was given, under the names of the client's method. @throws CommandFailed code 2 for a body that is none */
export function inputOf(
  row: OperationRow,
  given: readonly string[],
  flags: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<string, string>> = {}
): Record<string, unknown> {
  const input: Record<string, unknown> = { ...defaults }
  argumentsOf(row).forEach((name, at) => (input[name] = given[at]))
  for (const [name] of optionsOf(row)) {
    const value = flags[name]
    // On the way they are the same; the client may put a switch into the body as well.
    if (value !== undefined) input[name] = value === 'true' ? true : value === 'false' ? false : value
  }
  if (typeof flags['body'] === 'string') input['body'] = readBody(flags['body'])
  return input
}

/** YAML 1.2, which JSON is a part of. */
function readBody(text: string): unknown {
  const source = text.startsWith('@') ? text.slice(1) : undefined
  const content = source === undefined ? text : readSource(source)
  let body: unknown
  try {
    body = parse(content)
  } catch (error) {
    const [problem] = (error as Error).message.split('\n', 1)
    throw new CommandFailed(
      2,
      `--body${source === undefined ? '' : ` ${source}`} is neither JSON nor YAML: ${problem}`
    )
  }
  if (typeof body === 'object' && body !== null) return body
  throw new CommandFailed(2, '--body is no object; write {"name": …}, or @file')
}

/** A file, or `-` for standard input. @throws CommandFailed code 2 */
export function readSource(name: string): string {
  try {
    return readFileSync(name === '-' ? 0 : name, 'utf8')
  } catch (error) {
    throw new CommandFailed(2, `${name} cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}
