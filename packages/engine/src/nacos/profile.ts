/** The Nacos versions whose behaviour the engine can take on (nacos.md 1). */
export type NacosApi = '2.1' | '2.5' | '3.0'

export const NACOS_APIS: readonly NacosApi[] = ['2.1', '2.5', '3.0']

/** What differs between them on the wire. */
export interface Profile {
  readonly api: NacosApi
  /** What the server says of itself. */
  readonly version: string
  /** Abilities that a set-up with an ability table is answered with; undefined: such a set-up is not answered (nacos.md 4.2). */
  readonly abilities?: Readonly<Record<string, boolean>>
  /** Names, ports and lengths of metadata are checked before anything else (since 2.3, nacos.md 11). */
  readonly checksParameters: boolean
  /** Compare and set works; 2.1 with embedded storage ignores it (nacos.md 7). */
  readonly comparesAndSets: boolean
  /** How the flag that nobody uses is spelt in a service's list. */
  readonly allIps: 'allIPs' | 'allIps'
  /** Status of an answer to a caller's mistake over HTTP v1. */
  readonly mistakeStatus: 400 | 500
  /** The second interface, in envelopes: `/v2` or `/v3/client` and `/v3/admin`; undefined on 2.1. */
  readonly envelopes?: 'v2' | 'v3'
}

const PROFILES: Readonly<Record<NacosApi, Profile>> = {
  '2.1': {
    api: '2.1',
    version: '2.1.0',
    checksParameters: false,
    comparesAndSets: false,
    allIps: 'allIPs',
    mistakeStatus: 500
  },
  '2.5': {
    api: '2.5',
    version: '2.5.1',
    abilities: { supportPersistentInstanceByGrpc: true },
    checksParameters: true,
    comparesAndSets: true,
    allIps: 'allIPs',
    mistakeStatus: 400,
    envelopes: 'v2'
  },
  '3.0': {
    api: '3.0',
    version: '3.0.3',
    // `lock` and `mcp` are not served, and so not named.
    abilities: { supportPersistentInstanceByGrpc: true, fuzzyWatch: true },
    checksParameters: true,
    comparesAndSets: true,
    allIps: 'allIps',
    mistakeStatus: 400,
    envelopes: 'v3'
  }
}

export function profileOf(api: NacosApi): Profile {
  return PROFILES[api]
}
