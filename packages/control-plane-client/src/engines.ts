import type { CallOptions } from './call-options.ts'
import type { ControlPlane } from './control-plane.ts'
import type { InputOf, ResultOf } from './operation-types.ts'

export type EngineSummary = ResultOf<'listEngines'>['data'][number]
export type EngineDetail = ResultOf<'getEngine'>

const PAGE = 100

/**
 * Every engine, page by page: by records and not by pages, and no further than `total`, because an offset past the end
 * repeats the last record (control-plane.md 7, pitfall 7).
 * @throws as listEngines
 */
export async function listAllEngines(
  cloud: Pick<ControlPlane, 'listEngines'>,
  { type = 'ALL' }: Pick<InputOf<'listEngines'>, 'type'> = {},
  options: CallOptions = {}
): Promise<EngineSummary[]> {
  const engines = new Map<string, EngineSummary>()
  for (let offset = 0; ;) {
    const { total, data } = await cloud.listEngines({ offset, limit: String(PAGE), type }, options)
    for (const engine of data ?? []) engines.set(engine.id, engine)
    offset += data?.length ?? 0
    if (!data?.length || offset >= total) return [...engines.values()]
  }
}

/** Where an engine is reached; each list the main address first, then the one to fail over to. */
export interface EngineAddresses {
  readonly registry: readonly string[]
  readonly config: readonly string[]
  readonly publicRegistry: readonly string[]
  readonly publicConfig: readonly string[]
}

type Entrypoints = EngineSummary['serviceEndpoint']

/**
 * Addresses of an engine, from its details or from the list: the configuration centre is `kie` in one and `configCenter`
 * in the other, and empty strings stand for none (control-plane.md 2, 7 pitfall 18).
 */
export function engineAddresses(engine: EngineSummary | EngineDetail): EngineAddresses {
  const { serviceEndpoint, publicServiceEndpoint } =
    'externalEntrypoint' in engine && engine.externalEntrypoint
      ? engine.externalEntrypoint
      : (engine as EngineSummary)
  return {
    registry: addressesOf(serviceEndpoint, ['serviceCenter']),
    config: addressesOf(serviceEndpoint, ['kie', 'configCenter']),
    publicRegistry: addressesOf(publicServiceEndpoint, ['serviceCenter']),
    publicConfig: addressesOf(publicServiceEndpoint, ['kie', 'configCenter'])
  }
}

function addressesOf(entrypoints: Entrypoints, names: readonly string[]): string[] {
  for (const name of names) {
    const { masterEntrypoint, masterEntrypointIpv6, slaveEntrypoint, slaveEntrypointIpv6 } =
      entrypoints?.[name] ?? {}
    const found = [masterEntrypoint, masterEntrypointIpv6, slaveEntrypoint, slaveEntrypointIpv6]
    const addresses = found.filter((one): one is string => typeof one === 'string' && one !== '')
    if (addresses.length > 0) return [...new Set(addresses)]
  }
  return []
}
