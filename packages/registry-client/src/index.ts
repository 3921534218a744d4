export { createRegistryClient } from './registry-client.ts'
export type { RegistryClient, RegistryClientOptions } from './registry-client.ts'
export type { RegistryEvents } from './events.ts'
export { validateRegistration } from './registration/validate.ts'
