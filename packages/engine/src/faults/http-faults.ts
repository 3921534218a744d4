import type { Clock } from '@node-chassis/core'
import { ConnectionReset } from '../http/body.ts'
import type { Answer, EngineRequest, Service } from '../http/types.ts'
import type { FaultSwitches } from './switches.ts'

/** The service as seen through a bad network: late, cut off, or by a gateway that has had enough. */
export function withHttpFaults<S extends Service>(service: S, faults: FaultSwitches, clock: Clock): S {
  return {
    ...service,
    guard(request, route) {
      const fault = faults.takeHttp(service.name, request)
      if (fault === undefined) return service.guard?.(request, route)
      const { latencyMs = 0, reset = false, status } = fault
      const happen = (): Answer | undefined | Promise<Answer | undefined> => {
        if (reset) throw new ConnectionReset()
        return status === undefined ? service.guard?.(request, route) : { status }
      }
      return latencyMs > 0 ? passed(clock, latencyMs, request).then(happen) : happen()
    }
  }
}

/** Ends early when nobody waits any more. */
function passed(clock: Clock, ms: number, { signal }: EngineRequest): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      cancel()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const cancel = clock.after(ms, end)
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
  })
}
