/** Where a parameter goes, and where its value comes from when the caller gives none. */
export interface InputRow {
  readonly in: 'path' | 'query' | 'header'
  readonly wire: string
  readonly required?: boolean
  /** The only value there is. */
  readonly constant?: string
  /** Values the reference lists; others are refused before anything is sent. */
  readonly values?: readonly string[]
  readonly fallback?: 'projectId' | 'enterpriseProjectId' | 'engineId'
}

/** How an operation travels. Made from the OpenAPI files. */
export interface OperationRow {
  readonly api: 'cloud' | 'engine' | 'iam'
  readonly server: 'cloud' | 'registry' | 'config' | 'iam'
  /** Of the CSE API Reference. */
  readonly section: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly body?: 'json' | 'multipart'
  readonly bodyRequired?: boolean
  /** `result`: may be missing. `boolean`: `false` is a failure. `none`: nothing is read. */
  readonly answer: 'json' | 'result' | 'boolean' | 'none'
  /** Statuses of success. */
  readonly good: readonly number[]
  readonly security: 'any' | 'iam-and-rbac' | 'none'
  /** By the name that callers use. */
  readonly inputs: Readonly<Record<string, InputRow>>
}
