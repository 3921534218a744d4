/**
 * The part of Standard Schema 1 (standardschema.dev) that configuration asks for. Structural, so that no schema library
 * is a dependency.
 */
export interface StandardSchema<Output> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
  }
}

export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }

export interface SchemaIssue {
  readonly message: string
  /** Property names from the outside in, each by itself or as an object that carries it. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}
