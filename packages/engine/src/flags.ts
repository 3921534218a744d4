import { parseArgs } from 'node:util'
import type { LogLevel } from '@node-chassis/core'
import { nacosOf } from './nacos/flags.ts'
import type { NacosFlags } from './nacos/flags.ts'
import { rbacFilesOf } from './rbac/files.ts'
import type { RbacFlags } from './rbac/files.ts'
import type { RunOptions } from './run.ts'

type Text = string | undefined

/** The flags of an engine as they were typed; `noSchemaChanges` and its like are those without a value. */
export interface EngineFlags extends RbacFlags, NacosFlags {
  readonly host?: Text
  readonly scPort?: Text
  readonly kiePort?: Text
  readonly data?: Text
  readonly noSelfRegister?: boolean | undefined
  /** `service=N` or `config=N`, each. */
  readonly quota?: readonly string[] | undefined
  /** `key=value`, each. */
  readonly innerProperty?: readonly string[] | undefined
  readonly noSchemaChanges?: boolean | undefined
  readonly minInterval?: Text
  readonly ttl?: Text
  readonly selfPreservation?: boolean | undefined
  readonly seed?: Text
  readonly faults?: Text
  readonly logLevel?: Text
}

const LEVELS: readonly string[] = [
  'trace',
  'debug',
  'info',
  'warn',
  'error',
  'fatal',
  'silent'
] satisfies LogLevel[]

/** Judges flags; ports are 30100 and 30110 when not given. @throws Error saying which flag is wrong and what it takes */
export function readEngineFlags(flags: EngineFlags): RunOptions {
  const { data, seed, faults, minInterval, ttl } = flags
  const rbacFiles = rbacFilesOf(flags)
  const level = flags.logLevel ?? 'warn'
  if (!LEVELS.includes(level)) throw new Error(`--log-level ${level}: must be one of ${LEVELS.join(', ')}`)
  return {
    host: flags.host ?? '127.0.0.1',
    scPort: port('--sc-port', flags.scPort ?? '30100'),
    kiePort: port('--kie-port', flags.kiePort ?? '30110'),
    logLevel: level as LogLevel,
    ...(data === undefined ? {} : { data }),
    ...nacosOf(flags, port),
    ...(rbacFiles === undefined ? {} : { rbacFiles }),
    ...(seed === undefined ? {} : { seedFile: seed }),
    ...(faults === undefined ? {} : { faultsFile: faults }),
    ...(flags.noSelfRegister === true ? { selfRegister: false } : {}),
    ...(flags.noSchemaChanges === true ? { schemaChanges: false } : {}),
    ...(flags.selfPreservation === true ? { selfPreservation: true } : {}),
    ...(flags.quota === undefined ? {} : { quotas: quotas(flags.quota) }),
    ...(flags.innerProperty === undefined ? {} : { innerProperties: properties(flags.innerProperty) }),
    ...(minInterval === undefined ? {} : { minIntervalS: seconds('--min-interval', minInterval) }),
    ...(ttl === undefined ? {} : { ttlS: seconds('--ttl', ttl) })
  }
}

/** Reads the flags of the program `node dist/process.js`. @throws Error saying which flag is wrong and what it takes */
export function parseEngineArgs(args: readonly string[]): RunOptions {
  const text = { type: 'string' } as const
  const list = { type: 'string', multiple: true } as const
  const flag = { type: 'boolean' } as const
  const { values } = parseArgs({
    args: [...args],
    options: {
      host: text,
      'sc-port': text,
      'kie-port': text,
      data: text,
      rbac: flag,
      'root-password-file': text,
      'rbac-private-key': text,
      'no-self-register': flag,
      quota: list,
      'inner-property': list,
      'no-schema-changes': flag,
      'min-interval': text,
      ttl: text,
      'self-preservation': flag,
      seed: text,
      faults: text,
      'nacos-port': text,
      'nacos-api': text,
      'nacos-push-delay': text,
      'nacos-password-file': text,
      'log-level': text
    }
  })
  return readEngineFlags({
    ...values,
    scPort: values['sc-port'],
    kiePort: values['kie-port'],
    rootPasswordFile: values['root-password-file'],
    rbacPrivateKey: values['rbac-private-key'],
    noSelfRegister: values['no-self-register'],
    innerProperty: values['inner-property'],
    noSchemaChanges: values['no-schema-changes'],
    minInterval: values['min-interval'],
    selfPreservation: values['self-preservation'],
    nacosPort: values['nacos-port'],
    nacosApi: values['nacos-api'],
    nacosPushDelay: values['nacos-push-delay'],
    nacosPasswordFile: values['nacos-password-file'],
    logLevel: values['log-level']
  })
}

function port(flag: string, value: string): number {
  const number = Number(value)
  if (!/^\d+$/.test(value) || number > 65_535) throw new Error(`${flag} ${value}: must be a port, 0 to 65535`)
  return number
}

// Whole ones: intervals are written to clients, and Java reads them as integers.
function seconds(flag: string, value: string): number {
  if (!/^\d{1,9}$/.test(value) || Number(value) === 0) {
    throw new Error(`${flag} ${value}: must be a whole number of seconds, 1 or more`)
  }
  return Number(value)
}

function quotas(given: readonly string[]): { service?: number; config?: number } {
  const limits: { service?: number; config?: number } = {}
  for (const text of given) {
    const [, name, limit] = /^(service|config)=(\d{1,9})$/.exec(text) ?? []
    if (name === undefined) throw new Error(`--quota ${text}: must be service=N or config=N`)
    limits[name as keyof typeof limits] = Number(limit)
  }
  return limits
}

function properties(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf('=')
      if (at < 1) throw new Error(`--inner-property ${text}: must be key=value`)
      return [text.slice(0, at), text.slice(at + 1)]
    })
  )
}
