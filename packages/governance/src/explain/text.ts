import type { GovernanceExplanation } from '../contracts.ts'

/** What can be told: an explanation of governance, and what the invoker adds to it. */
export type Explained = GovernanceExplanation & {
  readonly candidates?: readonly {
    readonly instance: string
    readonly version: string
    readonly endpoint: string | undefined
    readonly candidate: boolean
    readonly because: string
  }[]
  readonly limits?: {
    readonly attemptMs: number
    readonly deadlineMs: number | undefined
    readonly connectMs: number
  }
}

/** An explanation for people: the first line is the verdict, the next ones say what to change, then come the reasons. */
export function explainText(explanation: Explained): string {
  const { problems, hints, unread } = explanation
  const lines = [
    verdictOf(explanation),
    ...problems.map(({ key, message }) => `! ${key}: ${message}`),
    ...hints.map((hint) => `! ${hint}`),
    ...unread.map(({ key, message }) => `! ${key}: ${message}`),
    `plan: ${explanation.plan || 'nothing'}`,
    ...section('policies', explanation.policies.flatMap(policyLines)),
    ...section(
      'markers',
      explanation.markers.map(
        ({ name, matches, because, source }) =>
          `${matches ? 'yes' : 'no '} ${name}: ${because}${from(source)}`
      )
    ),
    ...routeLines(explanation),
    ...section(
      'instances',
      (explanation.candidates ?? []).map(
        ({ instance, version, endpoint, candidate, because }) =>
          `${candidate ? 'yes' : 'no '} ${instance} ${version} ${endpoint ?? ''}: ${because}`
      )
    ),
    ...section(
      'isolation',
      explanation.isolation.map(({ instance, state, because }) => `${instance} ${state}: ${because}`)
    ),
    ...section('breakers', explanation.breakers.map(breakerLine)),
    ...section('limits', limitLines(explanation)),
    ...section(
      'settings',
      explanation.settings.map(({ key, value, source }) => `${key}=${value}${from(source)}`)
    )
  ]
  return lines.join('\n')
}

function verdictOf({ request, policies, candidates, problems, hints }: Explained): string {
  const chosen = policies.filter(({ chosen: name }) => name !== undefined)
  const what = `${request.method} ${request.path}${request.service === undefined ? '' : request.side === 'consumer' ? ` to '${request.service}'` : ` from '${request.service}'`}`
  const met =
    chosen.length === 0
      ? 'no policy applies'
      : chosen.map(({ kind, chosen: name }) => `${kind} '${name}'`).join(', ')
  const called =
    candidates === undefined
      ? ''
      : `; ${candidates.filter(({ candidate }) => candidate).length} of ${candidates.length} instances can be called`
  const trouble = problems.length + hints.length
  return `${what}: ${met}${called}${trouble === 0 ? '' : `; ${trouble} to look at`}`
}

function policyLines(policy: Explained['policies'][number]): string[] {
  const { kind, chosen, because, settings, source, notChosen } = policy
  // Kinds that nobody has a policy of are of no interest.
  if (chosen === undefined && notChosen.length === 0) return []
  const head =
    chosen === undefined
      ? `${kind}: none, ${because}`
      : `${kind}: '${chosen}', ${because}${from(source)} ${settingsText(settings)}`
  return [head.trimEnd(), ...notChosen.map(({ name, because: why }) => `  not '${name}': ${why}`)]
}

function settingsText(settings: Readonly<Record<string, unknown>> = {}): string {
  return Object.entries(settings)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ')
}

function routeLines({ route, request }: Explained): string[] {
  if (request.side === 'provider') return []
  return [
    `route: ${route.rule ?? 'no rule'} (${route.because})${from(route.source)}`,
    ...route.groups.map(
      ({ label, weight, members }) => `  ${label} weight ${weight}: ${members.join(', ') || 'nobody'}`
    )
  ]
}

function breakerLine(breaker: Explained['breakers'][number]): string {
  const { rule, instance, from: before, to, reason, failureRate, slowRate, waitMs, at } = breaker
  const whose = instance === undefined ? rule : `${rule} ${instance}`
  const wait = to === 'OPEN' ? `, open for ${waitMs} ms` : ''
  return `${whose} ${before} > ${to} at ${new Date(at).toISOString()}: ${reason} (failed ${failureRate}%, slow ${slowRate}%)${wait}`
}

function limitLines({ limits }: Explained): string[] {
  if (limits === undefined) return []
  const { attemptMs, deadlineMs, connectMs } = limits
  return [`attempt ${attemptMs} ms, connect ${connectMs} ms, whole call ${deadlineMs ?? 'unlimited'}`]
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`)]
}

function from(source: string | undefined): string {
  return source === undefined ? '' : ` [${source}]`
}
