import { BALANCING_KEYS } from './balancing.ts'
import { CONNECTION_KEYS } from './connection.ts'
import { CONTEXT_KEYS } from './context.ts'
import { GOVERNANCE_KEYS } from './governance.ts'
import { INVOKER_KEYS } from './invoker.ts'
import type { KeyEntry } from './key.ts'
import { KIE_KEYS } from './kie.ts'
import { LIFECYCLE_KEYS } from './lifecycle.ts'
import { NACOS_KEYS } from './nacos.ts'
import { REGISTRY_KEYS } from './registry.ts'
import { SERVICE_KEYS } from './service.ts'
import { TRANSPORT_KEYS } from './transport.ts'

/** The table by topic, in the order of `docs/configuration.md`. */
export const KEY_TOPICS: readonly { readonly title: string; readonly keys: readonly KeyEntry[] }[] = [
  { title: 'The service', keys: SERVICE_KEYS },
  { title: 'Start and stop', keys: LIFECYCLE_KEYS },
  { title: 'Registry', keys: REGISTRY_KEYS },
  { title: 'Configuration centre', keys: KIE_KEYS },
  { title: 'Nacos', keys: NACOS_KEYS },
  { title: 'Credentials, TLS, proxy', keys: CONNECTION_KEYS },
  { title: 'Time limits and connections', keys: TRANSPORT_KEYS },
  { title: 'Calls', keys: INVOKER_KEYS },
  { title: 'Policies and dark launch', keys: GOVERNANCE_KEYS },
  { title: 'Load balancing and instance filters', keys: BALANCING_KEYS },
  { title: 'Context', keys: CONTEXT_KEYS }
]

/** Every setting that Node Chassis honours, or refuses by name. */
export const KEYS: readonly KeyEntry[] = KEY_TOPICS.flatMap((topic) => topic.keys)
