import type { CloudOperations } from './generated/cse-control-plane-methods.ts'
import type { IamOperations } from './generated/iam-subset-methods.ts'
import type { OPERATIONS } from './generated/operations.ts'
import type { EngineOperations } from './generated/servicecomb-engine-methods.ts'

type Methods = CloudOperations & EngineOperations & IamOperations

/** Name of one of the 65 operations (control-plane.md 1). */
export type OperationId = keyof typeof OPERATIONS

export type InputOf<Id extends OperationId> = Parameters<Methods[Id]>[0]

/** The body of its answer. */
export type ResultOf<Id extends OperationId> = Awaited<ReturnType<Methods[Id]>>

/** An answer with what stands around its body: revisions are in headers. */
export interface Answer<T> {
  readonly status: number
  readonly headers: {
    /** Whatever the case of the name. */
    get(name: string): string | undefined
  }
  readonly requestId: string | undefined
  readonly body: T
}
