/** How the text of a setting is read (config.md 5.4). `yaml` is a document as one text: a policy, a list of rules. */
export type KeyType = 'text' | 'integer' | 'number' | 'boolean' | 'list' | 'milliseconds' | 'seconds' | 'yaml'

/** One setting that Node Chassis honours, or refuses by name. */
export interface KeyEntry {
  /** `<service>` and its like stand for one or more segments, a trailing `*` for any rest. */
  readonly key: string
  readonly type: KeyType
  /** As text; undefined when there is none, or when it is derived. */
  readonly default: string | undefined
  /**
   * Other spellings that mean the same: keys of Spring, Go and Java 2 files, and names of environment variables (those
   * without a dot). With a key that ends in `*` they end in `*` too.
   */
  readonly aliases: readonly string[]
  /** Whether a change takes effect in a running process. */
  readonly reload: 'live' | 'restart'
  /** One sentence. */
  readonly doc: string
  /** Where the rule comes from. */
  readonly source: string
  /** The key is known and does nothing; what to use in its place. */
  readonly unsupported?: string
}
