import type { KvDocument } from '../config/document.ts'
import { KieError, repeated } from '../config/errors.ts'
import { keyTest } from '../config/key-pattern.ts'
import { containsLabels } from '../config/labels.ts'
import type { Labels, Scope } from '../config/labels.ts'
import { checkDraft, checkGet, checkList, checkUpdate } from '../config/rules.ts'
import type { Draft } from '../config/rules.ts'
import type { Store } from '../config/store.ts'
import { invalid } from '../registry/errors.ts'
import { MATCH_GROUP, OWN_PREFIXES, POLICY_KINDS, keyPrefix } from './kinds.ts'
import { policyOf } from './policy.ts'
import type { Policy, PolicyBody } from './policy.ts'
import { specFault } from './spec-check.ts'
import { schemaOf } from './spec-schemas.ts'
import { writeSpec } from './spec-yaml.ts'

/** What the governance API needs of the configuration centre: its documents, in process. */
export type Documents = Pick<Store, 'create' | 'get' | 'update' | 'remove' | 'documents'>

/** Which policies a list is about; undefined does not filter. */
export interface Filter {
  readonly app: string | undefined
  readonly environment: string | undefined
}

/** A matchGroup and the policies that bear its name. */
export interface Group {
  readonly matchGroup: Policy
  readonly policies: readonly Policy[]
}

const missing = (): KieError => new KieError(404001, 'can not find any key value')

/** Policies as documents of the configuration centre, with the ways of service-center (governance.md 10). */
export class Policies {
  readonly #documents: Documents
  readonly #below: (limit: number) => number

  /** @param below a chance number: whole, from 0 up to the limit */
  constructor(documents: Documents, below: (limit: number) => number) {
    this.#documents = documents
    this.#below = below
  }

  /** Always enabled, whatever the body says. @returns the id @throws Refusal 400001, KieError 400001, 409001, 422001 */
  create(scope: Scope, kind: string, body: PolicyBody): string {
    checkSpec(kind, body)
    const name = kind === MATCH_GROUP && body.name === '' ? this.#freshName(scope, body.selector) : body.name
    const draft: Draft = {
      key: keyPrefix(kind) + name,
      value: writeSpec(body.spec),
      valueType: 'text',
      status: 'enabled',
      check: '',
      priority: -1,
      labels: body.selector
    }
    try {
      checkDraft(scope.project, draft)
      return this.#documents.create(scope, draft).id
    } catch (error) {
      throw error instanceof KieError ? repeated(error) : error
    }
  }

  /**
   * Sets spec and status, whatever kind the document is of; name and selector stay. service-center does nothing and says
   * 200 when the body has only a spec: here the update is made. @throws Refusal 400001, KieError 400001, 404001
   */
  update(scope: Scope, kind: string, id: string, body: PolicyBody): void {
    checkSpec(kind, body)
    const value = writeSpec(body.spec)
    checkUpdate(scope.project, id, value, body.status)
    if (this.#documents.update(scope, id, { value, status: body.status }) === undefined) throw missing()
  }

  /** Under any kind, even one that is none: it is only shown. @throws Refusal 400001, KieError 400001, 404001 */
  get(scope: Scope, kind: string, id: string): Policy {
    const policy = policyOf(this.#document(scope, id), kind)
    if (policy === undefined) throw invalid(`the value of ${id} is no mapping`)
    return policy
  }

  /** A matchGroup goes with all its policies. @throws KieError 400001, 404001 */
  remove(scope: Scope, kind: string, id: string): void {
    const document = this.#document(scope, id)
    const ids = kind === MATCH_GROUP ? this.#groupOf(scope, document) : [id]
    this.#documents.remove(scope, ids)
  }

  /** Latest change first; disabled ones too, and those of single services. @throws KieError 400001 */
  list(scope: Scope, kind: string, filter: Filter): readonly Policy[] {
    return this.#select(scope, kind, filter).flatMap((document) => policyOf(document, kind) ?? [])
  }

  /**
   * Of a policy in several label sets the one updated longest ago is shown, as in service-center.
   * @param spelt how the kinds of the policies are shown
   * @throws KieError 400001
   */
  groups(scope: Scope, filter: Filter, spelt: (kind: string) => string): readonly Group[] {
    const groups = this.list(scope, MATCH_GROUP, filter)
    const byKind = POLICY_KINDS.map((kind) => {
      const oldestLast = this.#select(scope, kind, filter)
      const policies = oldestLast.flatMap((document) => policyOf(document, spelt(kind)) ?? [])
      return new Map(policies.map((policy) => [policy.name, policy]))
    })
    return groups.map((matchGroup) => ({
      matchGroup,
      policies: byKind.flatMap((policies) => policies.get(matchGroup.name) ?? [])
    }))
  }

  #document(scope: Scope, id: string): KvDocument {
    checkGet(scope.project, id)
    const document = this.#documents.get(scope, id)
    if (document === undefined) throw missing()
    return document
  }

  #select(scope: Scope, kind: string, { app, environment }: Filter): KvDocument[] {
    const labels = new Map<string, string>()
    if (environment !== undefined) labels.set('environment', environment)
    if (app !== undefined) labels.set('app', app)
    const key = `beginWith(${keyPrefix(kind)})`
    // service-center puts them into a query, where a colon ends the label.
    if (app?.includes(':') === true || environment?.includes(':') === true)
      throw new KieError(
        400001,
        'label value can not be empty, label can not be duplicated, please check query parameters'
      )
    checkList(scope.project, { key, value: '', status: '', labels })
    const hasKey = keyTest(key)
    return this.#documents
      .documents(scope)
      .filter((document) => hasKey?.(document.key) !== false && containsLabels(document.labels, labels))
      .toSorted((a, b) => b.priority - a.priority || b.updateRevision - a.updateRevision)
  }

  // service-center takes every key that ends in the name; here it is the group and its policies (governance.md 10).
  #groupOf(scope: Scope, group: KvDocument): string[] {
    const name = group.key.slice(group.key.lastIndexOf('.') + 1).toLowerCase()
    const policies = this.#documents.documents(scope).filter((document) => {
      const key = document.key.toLowerCase()
      const isOwn = OWN_PREFIXES.some((prefix) => key.startsWith(prefix.toLowerCase()))
      return isOwn && key.endsWith(`.${name}`) && containsLabels(document.labels, group.labels)
    })
    return [...new Set([group.id, ...policies.map((document) => document.id)])]
  }

  #freshName(scope: Scope, selector: Labels): string {
    const filter = { app: selector.get('app') || undefined, environment: selector.get('environment') ?? '' }
    const taken = new Set(this.#select(scope, MATCH_GROUP, filter).map((document) => document.key))
    for (;;) {
      const name = `scene-${Array.from({ length: 4 }, () => this.#below(36).toString(36)).join('')}`
      if (!taken.has(keyPrefix(MATCH_GROUP) + name)) return name
    }
  }
}

/** @throws Refusal 400001 */
function checkSpec(kind: string, { spec }: PolicyBody): void {
  const schema = schemaOf(kind)
  if (schema === undefined) throw invalid(`not support kind[${kind}] yet`)
  const fault = specFault(spec, schema, kind)
  if (fault !== undefined) throw invalid(`illegal policy[${kind}] spec, msg: ${fault}`)
}
