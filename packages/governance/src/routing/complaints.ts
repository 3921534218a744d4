import type { GovernanceProblem } from '../contracts.ts'

/** Thrown while a rule set is read: the whole set is refused (routing.md 1.2). */
export class RuleSetRejected extends Error {}

/** Collects what is wrong with the rules of one key. */
export interface Complaints {
  readonly problems: readonly GovernanceProblem[]
  /** Something in force that does not mean what its author thinks. */
  warn(message: string): void
  /** A part that can never work; the rest of the rules stays in force. */
  error(message: string): void
}

export function createComplaints(key: string): Complaints {
  const problems: GovernanceProblem[] = []
  return {
    problems,
    warn: (message) => problems.push({ key, severity: 'warning', message }),
    error: (message) => problems.push({ key, severity: 'error', message })
  }
}

/** @throws RuleSetRejected */
export function reject(where: string, reason: string): never {
  throw new RuleSetRejected(`${where}: ${reason}`)
}
