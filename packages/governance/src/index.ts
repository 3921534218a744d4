export type {
  ConsumerPlan,
  Governance,
  GovernanceExplanation,
  GovernanceProblem,
  InstanceGate,
  InstanceGates,
  RetryPolicy,
  RouteGroup,
  ServiceRouter
} from './contracts.ts'
export { createGovernance } from './governance.ts'
export type { GovernanceEngine, GovernanceEvents, GovernanceOptions } from './governance.ts'
export { ENDED, admitAll, admitWaiting, giveBack, settleAll } from './chain.ts'
export type { DelayingGate, Passage, WaitOptions } from './chain.ts'
export { bookedAs, compileStatusRule } from './failures.ts'
export type { Booking, FailureOptions, StatusRule } from './failures.ts'
export { CONSUMER_ORDER, PROVIDER_ORDER, print } from './order.ts'
export { FaultInjectionGate } from './fault-injection/gate.ts'
export type { CustomMatcher } from './markers/group.ts'
