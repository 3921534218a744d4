export type { Clock, Cancel, Random } from './clock.ts'
export type { Env } from './env.ts'
export { systemEnv, systemClock, systemRandom } from './system-env.ts'
export type { Logger, LogLevel, LogMethod } from './logger.ts'
export { createLogger, silentLogger, stderrLogger } from './logger.ts'
export type { Instance, InstanceList, InstanceStatus, Target } from './instance.ts'
export { tellChanges } from './instance-changes.ts'
export type { ChangedInstance, InstanceEvents, InstanceField } from './instance-changes.ts'
export type { Call, Side } from './call.ts'
export type { BodyKind } from './body.ts'
export { classifyBody } from './body.ts'
export type { Outcome, Phase } from './outcome.ts'
export type { Gate, Permit, WaitingGate } from './gate.ts'
export { REFUSED, QUEUED, isWaiting } from './gate.ts'
export type { InvocationContext, ContextAccess } from './context.ts'
export type {
  ApplicationConfig,
  ConfigReader,
  ConfigChange,
  SettingDescription,
  WithheldDocument
} from './config.ts'
export type { SchemaIssue, SchemaResult, StandardSchema } from './standard-schema.ts'
export type {
  ChassisHandle,
  ChassisState,
  ConfigSource,
  InstanceSource,
  ProviderPlan,
  ProviderPlans,
  Registrar,
  Registration,
  ServiceIdentity,
  Unsubscribe
} from './ports.ts'
export { EventHub } from './events.ts'
export type { EventSource } from './events.ts'
export { abandonable } from './abandonable.ts'
export { loop, sleep } from './loop.ts'
export type { Loop, Turn } from './loop.ts'
export {
  CATALOGUE,
  ChassisError,
  ConfigError,
  LifecycleError,
  RegistryError,
  RejectedError,
  TransportError,
  familyOf,
  isChassisError,
  rejected
} from './errors.ts'
export type { ErrorCode, ErrorDetails, ErrorFamily } from './errors.ts'
export { contextOver, createContext, createContextAccess } from './context/store.ts'
export { decodeContext } from './context/decode.ts'
export type { DecodedContext } from './context/decode.ts'
export { newTraceId, traceIdOf } from './context/trace-id.ts'
export { createWireWriter } from './context/wire-writer.ts'
export type { WireIdentity, WireMode, WireWriter } from './context/wire-writer.ts'
export type { KeyEntry, KeyType } from './keys/key.ts'
export { KEYS } from './keys/table.ts'
