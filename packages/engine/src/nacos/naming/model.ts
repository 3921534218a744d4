/** A service by its three names (nacos.md 5). */
export interface ServiceName {
  readonly namespace: string
  readonly group: string
  readonly service: string
}

export interface Instance {
  /** Absent where the server of that version makes none (nacos.md 5, G31). */
  readonly instanceId?: string
  readonly ip: string
  readonly port: number
  readonly weight: number
  readonly healthy: boolean
  readonly enabled: boolean
  readonly ephemeral: boolean
  readonly cluster: string
  readonly metadata: Readonly<Record<string, string>>
}

export const DEFAULT_GROUP = 'DEFAULT_GROUP'
export const DEFAULT_CLUSTER = 'DEFAULT'
export const PUBLIC = 'public'

/** `group@@service`, the name in answers. */
export function groupedName({ group, service }: ServiceName): string {
  return `${group}@@${service}`
}

/** One text for the three names. No name can hold the separator, a control character. */
export function keyOf({ namespace, group, service }: ServiceName): string {
  return `${namespace}\u0002${group}\u0002${service}`
}

/** `ip#port#cluster#group@@service`. @param cluster as given: its absence becomes the text `null` (G31) */
export function simpleInstanceId(
  ip: string,
  port: number,
  cluster: string | undefined,
  name: ServiceName
): string {
  return `${ip}#${port}#${cluster ?? null}#${groupedName(name)}`
}

/** The three times of an instance that lives by heartbeats, in milliseconds (nacos.md 5.2). */
export interface BeatTimes {
  readonly intervalMs: number
  readonly timeoutMs: number
  readonly deleteMs: number
}

export function beatTimes(metadata: Readonly<Record<string, string>>): BeatTimes {
  return {
    intervalMs: milliseconds(metadata['preserved.heart.beat.interval'], 5_000),
    timeoutMs: milliseconds(metadata['preserved.heart.beat.timeout'], 15_000),
    deleteMs: milliseconds(metadata['preserved.ip.delete.timeout'], 30_000)
  }
}

// What is no number is the default, as in the Java class.
function milliseconds(text: string | undefined, otherwise: number): number {
  return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : otherwise
}
