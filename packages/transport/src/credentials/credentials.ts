/** An account of an engine with RBAC. */
export interface Account {
  readonly name: string
  readonly password: string
}

/** A key pair of the cloud (config.md 5.7). */
export interface AccessKey {
  readonly accessKey: string
  readonly secretKey: string
  /** The secret is the digest already (`akskCustomCipher: ShaAKSKCipher`). @defaultValue false */
  readonly isDigest?: boolean
  /** @defaultValue `default` */
  readonly project?: string
}

/** What a process shows to its engines; both at once is allowed. */
export interface EngineCredentials {
  readonly account?: Account | undefined
  readonly accessKey?: AccessKey | undefined
}
