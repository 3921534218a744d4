export { createInvoker } from './invoker.ts'
export type {
  FetchOptions,
  Invoker,
  InvokerOptions,
  RequestOptions,
  ServiceCall,
  ServiceClient
} from './surface.ts'
export type { Answer } from './answer.ts'
export type { CallOptions } from './call-options.ts'
export type { CallTraits } from './call-view.ts'
export type { BalancerFactory, ChooseInstance } from './custom-balancer.ts'
export type { HeadersLike } from './headers.ts'
export type { CallExplanation, CandidateExplanation } from './explain.ts'
export type { InstanceEvent, InvokerEvents } from './events.ts'
export type { InstanceMetrics, MeterSnapshot, Metrics, ServiceMetrics } from './metrics.ts'
export type { Result } from './meter.ts'
export type { ContextHeaders } from './world.ts'
export type { CallObserver, ObservedCall } from './observer.ts'
export { readSettings } from './settings.ts'
export type { InvokerSettings } from './settings.ts'
