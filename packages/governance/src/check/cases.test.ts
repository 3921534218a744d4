import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checkPolicies, checkText } from './check.ts'

const folder = new URL('../../test-data/cases/', import.meta.url)

/** Files that users wrote, with what they have to be told (decisions.md N31). */
const CASES: [id: string, file: string, exit: 0 | 1, ...said: RegExp[]][] = [
  [
    'F-001',
    'microservice-legacy-isolation.yaml',
    0,
    /:13: warning: servicecomb\.isolation\..*removed module/
  ],
  [
    'F-004',
    'microservice-legacy-fault-and-fallback.yaml',
    0,
    /fallbackpolicy\..*has no effect/,
    /circuitBreaker\.Consumer\.enabled.*has no effect/,
    /governance\.Consumer\..*use a faultInjection policy/
  ],
  [
    'F-010',
    'chassis-go-address-list.yaml',
    0,
    /registry\.heartbeat: nobody reads/,
    /keys below servicecomb\.governance\.consumer/,
    /keys below servicecomb\.loadbalance\.retry/
  ],
  [
    'F-012',
    'go-circuit-breaker.yaml',
    0,
    /isolation\.Consumer\..*no effect/,
    /circuitBreaker\.Consumer\..*no effect/
  ],
  ['F-013', 'go-load-balancing.yaml', 0, /retryEnabled: has no effect/, /retryOnNext: has no effect/],
  ['F-014', 'go-rate-limiting.yaml', 0, /limits nothing: servicecomb\.flowcontrol\.enabled is not true/],
  ['F-015', 'router-unquoted-versions.yaml', 0],
  [
    'F-021',
    'policy-key-at-wrong-level.yaml',
    1,
    /:8: warning: servicecomb\.timeConsumingOperation: looks like a policy body outside a known kind/,
    /servicecomb\.rateLimiting: is empty/,
    /matchGroup\.timeConsumingOperation: has no effect: there is no policy/,
    /error: nothing in this file applies/
  ],
  [
    'F-022',
    'group-header-misindented.yaml',
    1,
    /:10: error: servicecomb\.matchGroup\.userLoginAction: item 2: unknown field Authentication dropped.*every request/
  ],
  [
    'F-023',
    'group-broken-indent.yaml',
    1,
    /:18: error: servicecomb\.matchGroup\.userLoginAction: ignored: no YAML: line 15/,
    /retry\.userLoginAction: never applies while/
  ],
  [
    'F-024',
    'policy-fullwidth-colon.yaml',
    1,
    /retry\.demo: ignored: .*full-width colon \(U\+FF1A\)/,
    /circuitBreaker\.demo: ignored: .*full-width colon/
  ],
  [
    'F-025',
    'policy-old-link-fields.yaml',
    1,
    /servicecomb\.match\.traffic-from-partner: old key of a marker: use servicecomb\.matchGroup/,
    /unknown fields match, limitForPeriod dropped/,
    /there is no servicecomb\.matchGroup\.limiterPolicy1/
  ],
  [
    'F-026',
    'policy-period-in-ms.yaml',
    0,
    /rate 10 per 1 ms = 10000 per second; limitRefreshPeriod is in milliseconds/
  ],
  [
    'F-027',
    'policy-window-type-missing.yaml',
    0,
    /slidingWindowType not given: the window is 10 seconds, not 10 calls/
  ],
  ['F-028', 'policy-isolation-order.yaml', 0],
  ['F-029', 'policy-circuitbreaker-in-consumer.yaml', 0],
  [
    'F-030',
    'policy-fault-injection.yaml',
    1,
    /faultInjection\.wrongIgnored: ignored: delayTime/,
    /faultInjection2\.throwException: looks like a policy body/
  ],
  ['F-031', 'policy-rpc-match-type.yaml', 0],
  [
    'F-032',
    'policy-unused-kinds.yaml',
    0,
    /timeLimiter\.demo: is applied only with servicecomb\.governance\.timeLimiter=perAttempt/,
    /cache\.demo: has no effect/
  ],
  ['F-033', 'policy-identifier-limit.yaml', 0],
  ['F-034', 'route-empty-protection.yaml', 0],
  [
    'F-035',
    'route-local-list-form.yaml',
    0,
    /routeRule\.orders: is a list; Java and Go read it only as block text/
  ],
  [
    'F-036',
    'kie-darklaunch-and-route.json',
    0,
    /cse\.darklaunch.*old spelling/,
    /both this legacy policy and servicecomb\.routeRule\.weather/
  ],
  [
    'F-037',
    'kie-created-by-doc-example.json',
    0,
    /timeout: no client receives this document/,
    /ingressRule\.http: no client receives/,
    /enable_a_function: no client receives/
  ],
  [
    'F-039',
    'gov-api-old-examples.json',
    1,
    /methods \(is it method\?\) dropped/,
    /unknown operator 'regex' never matches/,
    /unknown fields rules, burst dropped/,
    /unknown fields rules, onSame dropped/,
    /without alias is refused/
  ]
]

test.each(CASES.map(([id, name, exit, ...said]) => ({ id, name, exit, said })))(
  '$id $name',
  ({ name, exit, said }) => {
    const report = checkPolicies([{ name, text: readFileSync(new URL(name, folder), 'utf8') }])
    const text = checkText(report)
    for (const words of said) expect(text).toMatch(words)
    expect(report.errors > 0 ? 1 : 0).toBe(exit)
    // Whatever is said has a verdict in front, and a place.
    expect(text).toMatch(exit === 1 ? /^wrong: / : /^(?:good|usable): /)
    for (const { file } of report.findings) expect(file).toBe(name)
  }
)
