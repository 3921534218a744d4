/** What the probes of a start say (nacos.md 10.1). */
export interface Probes {
  readonly grpcCheck: 'ServerCheckResponse' | 'ErrorResponse 300' | 'unreachable'
  /** Status of a client path of each HTTP interface; undefined when nothing answered. */
  readonly v1?: number | undefined
  readonly v3?: number | undefined
}

/** `wait`: the server is starting, or there is none. */
export type Choice = 'grpc' | 'http-v1' | 'http-v3' | 'wait'

const GONE: ReadonlySet<number> = new Set([404, 410, 501])

/** The protocol to speak with `transport: auto` (U13). Of the HTTP interfaces v1 comes first: it has a listener. */
export function chooseProtocol({ grpcCheck, v1, v3 }: Probes): Choice {
  if (grpcCheck === 'ServerCheckResponse') return 'grpc'
  if (grpcCheck === 'ErrorResponse 300') return 'wait'
  if (isThere(v1)) return 'http-v1'
  return isThere(v3) ? 'http-v3' : 'wait'
}

/** 401 and 403 are answers of an interface that is there. */
function isThere(status: number | undefined): boolean {
  return status !== undefined && status < 500 && !GONE.has(status)
}

/** Whether a server has no such path (any more). */
export function isGone(status: number): boolean {
  return GONE.has(status)
}
