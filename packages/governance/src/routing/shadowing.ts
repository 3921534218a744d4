import type { RouteRule } from './rule.ts'

/**
 * Rules that no call can reach, because a rule before them takes everything they could: it has no condition, or only
 * conditions that the later one has too (N31). @param rules in the order they are asked
 */
export function shadowedRules(rules: readonly RouteRule[]): string[] {
  const messages: string[] = []
  rules.forEach((rule, i) => {
    const before = rules.slice(0, i).find((earlier) => covers(earlier, rule))
    if (before === undefined) return
    const reason = before.conditions.length === 0 ? 'matches every call' : 'asks for no more than it does'
    messages.push(
      `the rule with precedence ${rule.precedence} is never reached: the one with precedence ${before.precedence} comes first and ${reason}`
    )
  })
  return messages
}

function covers(earlier: RouteRule, later: RouteRule): boolean {
  return earlier.conditions.every((wanted) => later.conditions.some((has) => has.text === wanted.text))
}
