import type { JournalPart } from '../journal/part.ts'
import type { Writable } from '../json/write.ts'
import type { Access } from './access.ts'
import type { ConfigStore, Document, DocumentName } from './config/store.ts'
import type { Instance, ServiceName } from './naming/model.ts'
import type { NamingStore } from './naming/store.ts'
import type { Namespace, Namespaces } from './namespaces.ts'

/** A write that is kept. What is ephemeral, and what operators laid over instances, is not. */
export type NacosWrite =
  | { readonly kind: 'document'; readonly document: Document }
  | { readonly kind: 'dropDocument'; readonly name: DocumentName }
  | { readonly kind: 'namespace'; readonly namespace: Namespace }
  | { readonly kind: 'dropNamespace'; readonly id: string }
  | InstancesWrite
  | { readonly kind: 'dropInstances'; readonly name: ServiceName; readonly client: string }
  | { readonly kind: 'tokenKey'; readonly key: string }

interface InstancesWrite {
  readonly kind: 'instances'
  readonly name: ServiceName
  readonly client: string
  readonly instances: readonly Instance[]
}

interface Stores {
  readonly config: ConfigStore
  readonly naming: NamingStore
  readonly namespaces: Namespaces
  readonly access: Access
}

/** What of Nacos is kept on disk: documents, namespaces, persistent instances and the key that signs tokens. */
export interface NacosRecords extends JournalPart {
  /** Every write goes through here before it is made; a throw prevents it. */
  keep(write: (record: Writable) => void): void
}

export function nacosRecords({ config, naming, namespaces, access }: Stores): NacosRecords {
  let hasKey = false
  return {
    name: 'nacos',
    replay(data) {
      const write = data as NacosWrite
      switch (write.kind) {
        case 'document':
          return config.restore(write.document)
        case 'dropDocument':
          return config.remove(write.name)
        case 'namespace':
          return namespaces.put(write.namespace)
        case 'dropNamespace':
          return namespaces.remove(write.id)
        case 'instances':
          return naming.publish(write.name, write.client, write.instances, false)
        case 'dropInstances':
          naming.retract(write.name, write.client)
          return
        default:
          hasKey = true
          access.tokenKey = write.key
      }
    },
    *dump() {
      if (hasKey) yield record({ kind: 'tokenKey', key: access.tokenKey })
      for (const document of config.all()) yield record({ kind: 'document', document })
      for (const namespace of namespaces.all()) yield record({ kind: 'namespace', namespace })
      for (const { name, client, instance } of naming.persistent()) {
        yield record({ kind: 'instances', name, client, instances: [instance] })
      }
    },
    keep(write) {
      const onWrite = (made: NacosWrite): void => write(record(made))
      config.onWrite = onWrite
      naming.onWrite = onWrite
      namespaces.onWrite = onWrite
      if (!access.isOn || hasKey) return
      hasKey = true
      onWrite({ kind: 'tokenKey', key: access.tokenKey })
    }
  }
}

// Plain data by its contract, optional members included.
function record(write: NacosWrite): Writable {
  return write as unknown as Writable
}
