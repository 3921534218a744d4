import type { WireInstance } from '../wire/types.ts'

/** What a frame of the watch says (registry.md 11.1). */
export interface Frame {
  /** Of the service whose instances changed, its alias too. Undefined: it does not say, or is no JSON. */
  readonly names: readonly string[] | undefined
  /** The change itself; undefined when any part of it is missing or unknown. */
  readonly change: FrameChange | undefined
}

export interface FrameChange {
  readonly action: 'CREATE' | 'UPDATE' | 'DELETE'
  readonly environment: string
  readonly app: string
  readonly service: string
  readonly instance: WireInstance
}

/** What registry.md 11.1 sends to the watch of a service that was deleted: text, not JSON. */
export const NO_SUCH_SERVICE = 'service does not exist'

const ACTIONS: ReadonlySet<unknown> = new Set(['CREATE', 'UPDATE', 'DELETE'])

/** Reads a frame; one that is malformed or of another world is a frame that says nothing (C-10). */
export function readFrame(text: string): Frame {
  const { action, key, instance } = objectOf(parsed(text))
  const { serviceName, alias, appId, environment = '' } = objectOf(key)
  const names = [serviceName, alias].filter((name) => typeof name === 'string' && name !== '') as string[]
  const isWhole =
    ACTIONS.has(action) &&
    typeof serviceName === 'string' &&
    typeof appId === 'string' &&
    typeof environment === 'string' &&
    typeof objectOf(instance)['instanceId'] === 'string'
  return {
    names: names.length === 0 ? undefined : names,
    change: isWhole
      ? {
          action: action as FrameChange['action'],
          environment,
          app: appId,
          service: serviceName,
          instance: instance as WireInstance
        }
      : undefined
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
