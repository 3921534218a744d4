import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import {
  createControlPlane,
  createEngineApi,
  engineAddresses,
  readProfile
} from '@node-chassis/control-plane-client'
import type { ControlPlane, EngineApi, Profile } from '@node-chassis/control-plane-client'
import { silentLogger, systemEnv } from '@node-chassis/core'
import { configAddresses, registryAddresses } from '../../addresses.ts'
import { CommandFailed } from '../../exit.ts'

/** Options of every `chassis cse` command. */
export interface CloudFlags {
  readonly profile?: string
  readonly credentialsFile?: string
  readonly region?: string
  readonly endpoint?: string
  readonly iamEndpoint?: string
  readonly projectId?: string
  readonly enterpriseProjectId?: string
  readonly engineId?: string
  readonly caFile?: string
  readonly timeout?: string
  readonly json?: boolean
  readonly yes?: boolean
}

/** Options of the commands that ask an engine itself (chapter 7). */
export interface EngineFlags extends CloudFlags {
  readonly sc?: string
  readonly kie?: string
  readonly user?: string
  readonly passwordFile?: string
}

/** Credentials have no options: those would stand in the list of processes and in the history of the shell. */
export function withCloudOptions(command: Command): Command {
  return command
    .option('--profile <name>', 'section of the credentials file')
    .option('--credentials-file <file>', 'in place of ~/.huaweicloud/credentials')
    .option('--region <id>', 'e.g. ap-southeast-1')
    .option('--endpoint <url>', 'of the CSE API, in place of the region’s')
    .option('--iam-endpoint <url>', 'of IAM, in place of the region’s')
    .option('--project-id <id>', 'looked up by the region where it is not given')
    .option('--enterprise-project-id <id>', 'enterprise project')
    .option('--engine-id <id>', 'the engine that is meant')
    .option('--ca-file <file>', 'certificates (PEM) that are trusted')
    .option('--timeout <ms>', 'limit of one request')
    .option('--json', 'the answer as JSON')
}

export function withEngineOptions(command: Command): Command {
  return withCloudOptions(command)
    .option('--sc <url>', 'registry of the engine; with --engine-id alone it is looked up in the cloud')
    .option('--kie <url>', 'configuration centre of the engine')
    .option('--user <name>', 'account of an engine with security authentication')
    .option('--password-file <file>', 'file that holds its password')
}

/** Runs with a client of the cloud, and closes it. */
export async function withCloud<T>(flags: CloudFlags, work: (cloud: ControlPlane) => Promise<T>): Promise<T> {
  const cloud = createControlPlane({ env: systemEnv(silentLogger), ...profileOf(flags), ...limit(flags) })
  try {
    return await work(cloud)
  } finally {
    await cloud.close()
  }
}

/** Runs with a client of an engine: that of `--sc` and `--kie`, that of `--engine-id`, or the one of this folder. */
export async function withEngine<T>(flags: EngineFlags, work: (engine: EngineApi) => Promise<T>): Promise<T> {
  if (flags.engineId !== undefined && flags.sc === undefined && flags.kie === undefined) {
    return withCloud(flags, async (cloud) => {
      const { registry, config } = engineAddresses(await cloud.getEngine({ engineId: flags.engineId! }))
      return runWith(flags, { registry: registry[0], config: config[0] }, work)
    })
  }
  return runWith(
    flags,
    { registry: registryAddresses(flags.sc)[0], config: configAddresses(flags.kie)[0] },
    work
  )
}

async function runWith<T>(
  flags: EngineFlags,
  addresses: { readonly registry: string | undefined; readonly config: string | undefined },
  work: (engine: EngineApi) => Promise<T>
): Promise<T> {
  const engine = createEngineApi({
    env: systemEnv(silentLogger),
    ...addresses,
    account: accountOf(flags),
    projectId: flags.projectId,
    ...(flags.caFile === undefined ? {} : { ca: textOf('--ca-file', flags.caFile) }),
    ...limit(flags)
  })
  try {
    return await work(engine)
  } finally {
    await engine.close()
  }
}

function profileOf(flags: CloudFlags): Profile {
  return readProfile({
    options: {
      region: flags.region,
      endpoint: flags.endpoint,
      iamEndpoint: flags.iamEndpoint,
      projectId: flags.projectId,
      enterpriseProjectId: flags.enterpriseProjectId,
      engineId: flags.engineId,
      caFile: flags.caFile
    },
    variables: process.env,
    file: flags.credentialsFile,
    profile: flags.profile
  })
}

function limit({ timeout }: CloudFlags): { readonly timeoutMs?: number } {
  if (timeout === undefined) return {}
  const timeoutMs = Number(timeout)
  if (Number.isInteger(timeoutMs) && timeoutMs > 0) return { timeoutMs }
  throw new CommandFailed(2, `--timeout ${timeout}: write milliseconds, e.g. 30000`)
}

function accountOf({
  user,
  passwordFile
}: EngineFlags): { readonly name: string; readonly password: string } | undefined {
  if ((user === undefined) !== (passwordFile === undefined))
    throw new CommandFailed(2, '--user and --password-file belong together')
  if (user === undefined || passwordFile === undefined) return undefined
  return { name: user, password: textOf('--password-file', passwordFile).replace(/\r?\n$/, '') }
}

function textOf(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CommandFailed(2, `${option} ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}
