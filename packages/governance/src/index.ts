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
export { CONSUMER_ORDER, GATEWAY_ORDER, PROVIDER_ORDER, print } from './order.ts'
export { checkPolicies, checkText } from './check/check.ts'
export type { CheckReport, CheckedFile } from './check/check.ts'
export type { Finding, Severity } from './check/finding.ts'
export { readSource } from './check/source.ts'
export type { Entry, Source } from './check/source.ts'
export { readDocuments } from './documents.ts'
export { explainText } from './explain/text.ts'
export { unreadKeys } from './explain/unread-keys.ts'
export type { Explained } from './explain/text.ts'
export { FaultInjectionGate } from './fault-injection/gate.ts'
export { BUILT_IN_BALANCERS } from './legacy-balancing.ts'
export type { CustomMatcher } from './markers/group.ts'
export { Balancers } from './balancing/balancers.ts'
export type { BalancerOptions } from './balancing/balancers.ts'
export type { Balancer, Candidate, CandidateMemory } from './balancing/candidate.ts'
export type { LoadMemory } from './balancing/load-memory.ts'
export { warmUpOf } from './balancing/slow-start.ts'
export type { WarmUp } from './balancing/slow-start.ts'
export { SELECTION_PREFIXES, readSelection } from './filters/selection.ts'
export type { Selection } from './filters/selection.ts'
export { ServiceFilters } from './filters/service-filters.ts'
export { whyFurther, whyIneligible, whyOtherPriority } from './filters/why-not.ts'
