import type { ConfigKey } from './wire.ts'

/** Which documents a service reads, as users of Spring Cloud Alibaba and SC-Huawei know it. */
export interface DocumentOptions {
  /** Mostly the service's name. */
  readonly prefix: string
  /** Without a dot. */
  readonly fileExtension: string
  /** Active profiles, weakest first. */
  readonly profiles: readonly string[]
  readonly group: string
  /** Documents that several services share, weakest of all, in their order. */
  readonly shared: readonly ConfigKey[]
  /** Above those, in their order. */
  readonly extension: readonly ConfigKey[]
}

/** The documents in order, later ones win (nacos.md 7.3). */
export function documentsOf(options: DocumentOptions): readonly ConfigKey[] {
  const { prefix, fileExtension, profiles, group, shared, extension } = options
  const own = [
    prefix,
    `${prefix}.${fileExtension}`,
    ...profiles.map((profile) => `${prefix}-${profile}.${fileExtension}`)
  ].map((dataId) => ({ dataId, group }))
  return [...shared, ...extension, ...own]
}

export type DocumentForm = 'yaml' | 'properties' | 'one-setting'

const BY_EXTENSION: ReadonlyMap<string, DocumentForm> = new Map([
  ['yaml', 'yaml'],
  ['yml', 'yaml'],
  // JSON is YAML.
  ['json', 'yaml'],
  ['properties', 'properties'],
  ['xml', 'one-setting'],
  ['html', 'one-setting'],
  ['toml', 'one-setting'],
  ['txt', 'one-setting']
])

/**
 * How a document is read: by the extension of its dataId, else by the type it was published with, else as
 * `fileExtension` says (nacos.md 7.3). `text` is what a publisher who says nothing gets, so it says nothing.
 */
export function formOf(dataId: string, type: string | undefined, fileExtension: string): DocumentForm {
  const own = BY_EXTENSION.get(dataId.slice(dataId.lastIndexOf('.') + 1).toLowerCase())
  if (own !== undefined && dataId.includes('.')) return own
  return BY_EXTENSION.get(type ?? '') ?? BY_EXTENSION.get(fileExtension.toLowerCase()) ?? 'one-setting'
}
