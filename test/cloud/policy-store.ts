import { errorReply } from './reply.ts'
import type { Asked, Handlers, Quirks, Reply } from './reply.ts'

export interface StoredPolicy {
  readonly id: string
  readonly kind: string
  name: string
  selector: Record<string, string>
  status: string
  spec: Record<string, unknown>
}

/** Policies and dark-launch rules, with the ways of servers (governance.md 10). */
export class PolicyStore {
  readonly policies = new Map<string, StoredPolicy>()
  readonly routes = new Map<string, unknown[]>()
  readonly quirks: Quirks
  #last = 0

  constructor(quirks: Quirks) {
    this.quirks = quirks
  }

  readonly handlers: Handlers = {
    listGovernancePolicies: ({ query }) => ({
      body: this.#views(query.get('environment')!, query.get('app') ?? undefined)
    }),
    listGovernancePoliciesByKind: ({ params, headers }) => {
      const environment = String(headers['x-environment'] ?? '')
      const kind = params['kind']!
      if (this.quirks.listsAreViews) {
        const views = this.#views(environment, undefined)
        return {
          body:
            kind === 'match-group'
              ? views
              : views.filter(({ policies }) => policies.some((one) => this.#dashed(one.kind) === kind))
        }
      }
      return {
        body: this.#of(environment)
          .filter((policy) => policy.kind === kind)
          .map((policy) => this.#shown(policy))
      }
    },
    createGovernancePolicy: ({ params, body }) => {
      const { name, selector, spec } = JSON.parse(body) as StoredPolicy
      const kind = params['kind']!
      const same = [...this.policies.values()].some(
        (one) =>
          one.kind === kind && one.name === name && JSON.stringify(one.selector) === JSON.stringify(selector)
      )
      if (same) return errorReply(this.quirks, 400, 'SVCSTG.00400107', 'record already exist')
      const id = `policy-${++this.#last}`
      // Whatever the body says: enabled.
      this.policies.set(id, { id, kind, name, selector, status: 'enabled', spec })
      return { body: this.quirks.createAnswersId ? { result: undefined, id } : { result: 'success' } }
    },
    getGovernancePolicy: ({ params }) => {
      const policy = this.policies.get(params['policy_id']!)
      return policy === undefined ? this.#noRecord() : { body: this.#shown(policy) }
    },
    updateGovernancePolicy: ({ params, body }) => {
      const policy = this.policies.get(params['policy_id']!)
      if (policy === undefined) return this.#noRecord()
      const { name, status, spec } = JSON.parse(body) as Partial<StoredPolicy>
      // A spec alone is answered with 200 and does nothing.
      if (name === undefined && status === undefined) return { body: { result: 'success' } }
      if (spec !== undefined) policy.spec = spec
      if (status !== undefined) policy.status = status
      return { body: { result: 'success' } }
    },
    deleteGovernancePolicy: ({ params }) => {
      const policy = this.policies.get(params['policy_id']!)
      if (policy === undefined) return this.#noRecord()
      for (const [id, other] of this.policies)
        if (id === policy.id || (policy.kind === 'match-group' && other.name === policy.name))
          this.policies.delete(id)
      return { body: { Result: 'success' } }
    },
    putRouteRules: (asked) => {
      this.routes.set(routeKey(asked), JSON.parse(asked.body) as unknown[])
      return { body: { result: 'success' } }
    },
    getRouteRules: (asked) => {
      const rules = this.routes.get(routeKey(asked))
      return {
        body: {
          result:
            rules === undefined ? '' : this.quirks.rulesAs === 'json' ? JSON.stringify(rules) : yamlOf(rules)
        }
      }
    },
    deleteRouteRules: (asked) => {
      this.routes.delete(routeKey(asked))
      return { body: { Result: 'success' } }
    }
  }

  #noRecord(): Reply {
    return errorReply(this.quirks, 400, 'SVCSTG.00400106', 'record does not exist')
  }

  #of(environment: string): StoredPolicy[] {
    return [...this.policies.values()].filter(
      ({ selector }) => environment === 'all' || (selector['environment'] ?? '') === environment
    )
  }

  #views(environment: string, app: string | undefined) {
    const all = this.#of(environment).filter(({ selector }) => app === undefined || selector['app'] === app)
    return all
      .filter(({ kind }) => kind === 'match-group')
      .map((group) => ({
        matchGroup: this.#shown(group),
        policies: all
          .filter(({ kind, name }) => kind !== 'match-group' && name === group.name)
          .map((policy) => this.#shown(policy))
      }))
  }

  #shown(policy: StoredPolicy): StoredPolicy {
    const kind = this.quirks.camelKinds
      ? policy.kind.replace(/-./g, (two) => two[1]!.toUpperCase())
      : policy.kind
    return { ...policy, kind }
  }

  #dashed(kind: string): string {
    return kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  }
}

function routeKey({ params, query }: Asked): string {
  return JSON.stringify([
    params['service_name'],
    query.get('app_id') ?? 'default',
    query.get('environment') ?? ''
  ])
}

/** Enough YAML for lists of rules: JSON values behind block keys. */
function yamlOf(rules: unknown[]): string {
  return rules
    .map((rule) =>
      Object.entries(rule as object)
        .map(([name, value], i) => `${i === 0 ? '- ' : '  '}${name}: ${JSON.stringify(value)}\n`)
        .join('')
    )
    .join('')
}
