import type { Command } from 'commander'
import { createConfiguration } from '@node-chassis/config-client'
import { silentLogger, systemEnv } from '@node-chassis/core'
import { createNacosAdmin } from '@node-chassis/nacos-client'
import type { NacosAdmin } from '@node-chassis/nacos-client'
import { readTlsSettings } from '@node-chassis/transport'
import { accountSettings, withAccount } from '../access.ts'
import type { AccessFlags } from '../access.ts'

/** How a command reaches a Nacos engine. */
export interface NacosFlags extends AccessFlags {
  readonly nacos: string
  readonly namespace?: string
  readonly group: string
  readonly json?: boolean
}

/** Adds the options that every command on a Nacos engine takes. */
export function withNacos(command: Command): Command {
  return withAccount(
    command
      .requiredOption('--nacos <addresses>', 'host:port of the Nacos servers, several with commas')
      .option('--namespace <id>', 'id of the namespace; the public one when there is none')
      .option('--group <name>', 'group', 'DEFAULT_GROUP')
  ).option('--json', 'JSON instead of text')
}

/** Runs with an admin of the Nacos engine, and closes it. Credentials and TLS: as an application in this folder. */
export async function onNacos<T>(flags: NacosFlags, work: (admin: NacosAdmin) => Promise<T>): Promise<T> {
  const env = systemEnv(silentLogger)
  const account = accountSettings(flags)
  const config = createConfiguration({ env, options: {}, variables: process.env })
  const name = account['servicecomb.credentials.account.name'] ?? config.get('servicecomb.nacos.username')
  const password =
    account['servicecomb.credentials.account.password'] ?? config.get('servicecomb.nacos.password')
  const admin = createNacosAdmin({
    env,
    addresses: [flags.nacos],
    addressKey: '--nacos',
    namespace: flags.namespace ?? '',
    namespaceKey: '--namespace',
    credentials: { username: name, password },
    tls: readTlsSettings(config, 'nacos.consumer')
  })
  try {
    return await work(admin)
  } finally {
    await admin.close()
  }
}
