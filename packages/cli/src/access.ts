import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { createConfiguration } from '@node-chassis/config-client'
import { silentLogger, systemEnv } from '@node-chassis/core'
import type { ConfigReader } from '@node-chassis/core'
import { readEngineAuth, readProxy, readTlsSettings } from '@node-chassis/transport'
import type { EngineHttpOptions } from '@node-chassis/transport'
import { configAddresses, registryAddresses } from './addresses.ts'
import { CommandFailed } from './exit.ts'

/** How a command reaches the engines of an estate. */
export interface AccessFlags {
  readonly sc?: string
  readonly kie?: string
  readonly user?: string
  readonly passwordFile?: string
}

export type Access = Required<Pick<EngineHttpOptions, 'addresses' | 'addressKey' | 'auth' | 'tls' | 'proxy'>>

/** Adds the options of an account. Everything else about credentials and TLS is read as an application reads it. */
export function withAccount(command: Command): Command {
  return command
    .option('--user <name>', 'account of an engine with RBAC')
    .option('--password-file <file>', 'file that holds its password')
}

/** The account of the options as settings: a password in a file stays out of the list of processes. */
export function accountSettings({ user, passwordFile }: AccessFlags): Record<string, string> {
  if ((user === undefined) !== (passwordFile === undefined))
    throw new CommandFailed(2, '--user and --password-file belong together')
  if (user === undefined || passwordFile === undefined) return {}
  try {
    return {
      'servicecomb.credentials.account.name': user,
      'servicecomb.credentials.account.password': readFileSync(passwordFile, 'utf8').replace(/\r?\n$/, ''),
      // Options are plain, whatever the files of this folder say of theirs.
      'servicecomb.credentials.cipher': 'default',
      'servicecomb.credentials.rbac.enabled': 'true'
    }
  } catch (error) {
    throw new CommandFailed(2, `--password-file ${passwordFile}: ${(error as Error).message}`)
  }
}

/** The registry of `--sc`, else of an application in this folder. */
export function registryAccess(flags: AccessFlags): Access {
  return {
    addresses: registryAddresses(flags.sc),
    addressKey: flags.sc === undefined ? 'servicecomb.registry.sc.address' : '--sc',
    ...shown(flags, 'sc.consumer')
  }
}

/** The configuration centre of `--kie`; its tokens are from the registry. */
export function configAccess(flags: AccessFlags): Access {
  return {
    addresses: configAddresses(flags.kie),
    addressKey: flags.kie === undefined ? 'servicecomb.kie.serverUri' : '--kie',
    ...shown(flags, 'kie.consumer')
  }
}

function shown(flags: AccessFlags, tag: string): Pick<Access, 'auth' | 'tls' | 'proxy'> {
  const env = systemEnv(silentLogger)
  const config: ConfigReader = createConfiguration({
    env,
    options: {
      ...accountSettings(flags),
      ...(flags.sc === undefined ? {} : { 'servicecomb.registry.sc.address': flags.sc })
    },
    variables: process.env
  })
  return { auth: readEngineAuth(env, config), tls: readTlsSettings(config, tag), proxy: readProxy(config) }
}
