/** A document of one namespace. */
export interface ConfigKey {
  readonly dataId: string
  readonly group: string
}

/** A document, and what the server says of what we have of it; empty: nothing. */
export interface Listened {
  readonly key: ConfigKey
  readonly md5: string
}

export interface RemoteDocument {
  readonly content: string
  /** Lower case; undefined when the server does not say. */
  readonly type: string | undefined
  /** The server's own, which is what it compares (nacos.md 12, hazard 11). */
  readonly md5: string
  readonly encrypted: boolean
}

export interface PublishOptions {
  /** `text`, `json`, `xml`, `yaml`, `html`, `properties`. @defaultValue `text` */
  readonly type?: string
  /** MD5 of what must still be there. 2.1 with its embedded storage ignores it. */
  readonly casMd5?: string
  readonly signal?: AbortSignal
}

/** The configuration part of a server, whatever it is reached by. Every method rejects when it refuses or is silent. */
export interface ConfigWire {
  /** Undefined: there is none. */
  query(key: ConfigKey, signal?: AbortSignal): Promise<RemoteDocument | undefined>
  /**
   * Those of the documents that differ from what we have.
   * @param wait until one does, or until everything is to be looked at again
   */
  changes(documents: readonly Listened[], wait: boolean, signal: AbortSignal): Promise<readonly ConfigKey[]>
  /** A change that could not be read: it is to be named again. */
  again(key: ConfigKey): void
  publish(key: ConfigKey, content: string, options: PublishOptions): Promise<void>
  remove(key: ConfigKey, signal?: AbortSignal): Promise<void>
}

export function keyText({ dataId, group }: ConfigKey): string {
  return `${dataId}+${group}`
}
