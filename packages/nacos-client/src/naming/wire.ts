import type { ServiceInfo } from './host.ts'
import type { OwnRegistration } from './registration.ts'

/** A service of one namespace. */
export interface ServiceKey {
  readonly group: string
  readonly service: string
}

/** The naming part of a server, whatever it is reached by. Every method rejects when the server refuses or is silent. */
export interface NamingWire {
  /** Registers, or registers again with what has changed; keeps it alive. */
  register(own: OwnRegistration, signal: AbortSignal): Promise<void>
  deregister(own: OwnRegistration, signal?: AbortSignal): Promise<void>
  /** The list now; later ones come through `onList`. */
  subscribe(key: ServiceKey, signal: AbortSignal): Promise<ServiceInfo>
  unsubscribe(key: ServiceKey, signal: AbortSignal): Promise<void>
  query(key: ServiceKey, signal: AbortSignal): Promise<ServiceInfo>
  /** All services of a group, page by page. */
  services(group: string, signal?: AbortSignal): Promise<readonly string[]>
  /** Ends what runs by itself, without a word to the server. */
  close(): void
}

export type OnList = (key: ServiceKey, info: ServiceInfo) => void

/** `group@@service`, as HTTP and signatures have it. */
export function fullName({ group, service }: ServiceKey): string {
  return `${group}@@${service}`
}
