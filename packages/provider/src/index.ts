export { createGuard } from './guard.ts'
export type { Guard, GuardOptions } from './guard.ts'
export { answerOperations } from './operations.ts'
export type { RequestRoute } from './request-call.ts'
