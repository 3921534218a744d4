import { createConfiguration } from '@node-chassis/config-client'
import { systemEnv } from '@node-chassis/core'

/** Where engines listen when nothing says otherwise. */
const REGISTRY = 'http://127.0.0.1:30100'
const CONFIG = 'http://127.0.0.1:30110'

/** Registry addresses: the option, else what an application in this folder would use, else the usual place. */
export function registryAddresses(option: string | undefined): readonly string[] {
  return addresses(option, 'servicecomb.registry.sc.address', REGISTRY)
}

/** Configuration centre addresses, found in the same order. */
export function configAddresses(option: string | undefined): readonly string[] {
  return addresses(option, 'servicecomb.kie.serverUri', CONFIG)
}

function addresses(option: string | undefined, key: string, fallback: string): readonly string[] {
  if (option !== undefined) return option.split(',').map((address) => address.trim())
  return createConfiguration({ env: systemEnv(), options: {}, variables: process.env }).list(key, [fallback])
}
