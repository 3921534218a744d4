import type { Input } from './build-request.ts'
import type { CallOptions } from './call-options.ts'
import { OPERATIONS } from './generated/operations.ts'
import type { Answer, OperationId } from './operation-types.ts'
import type { OperationRow } from './operation-row.ts'

type Send = (id: OperationId, input?: Input, options?: CallOptions) => Promise<Answer<unknown>>

/** A method for each operation of an API that gives the body of its answer; `T` is the generated interface. */
export function methodsOf<T>(api: OperationRow['api'], send: Send): T {
  const ids = (Object.keys(OPERATIONS) as OperationId[]).filter((id) => OPERATIONS[id].api === api)
  const methods = ids.map((id) => [
    id,
    async (input?: Input, options?: CallOptions) => (await send(id, input, options)).body
  ])
  return Object.fromEntries(methods) as T
}
