import { createContext } from '@node-chassis/core'
import type { Call, Side } from '@node-chassis/core'

/** The request of a recorded case. */
export interface RecordedRequest {
  readonly apiPath?: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly queries?: Readonly<Record<string, string>>
  readonly serviceName?: string
}

/** A call that looks like the recorded request. An absent path stays absent, which no real call has. */
export function recordedCall(request: RecordedRequest, side: Side = 'consumer'): Call {
  const headers = new Map(
    Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])
  )
  return {
    side,
    method: request.method ?? 'GET',
    path: request.apiPath as string,
    template: undefined,
    service: request.serviceName,
    schema: undefined,
    operation: undefined,
    context: createContext(),
    header: (name) => headers.get(name),
    query: (name) => request.queries?.[name],
    hints: undefined
  }
}
