import type { Clock } from '@node-chassis/core'
import type { KvDocument } from './document.ts'
import { KieError } from './errors.ts'
import { documentId, labelFormat } from './labels.ts'
import type { Labels, Scope } from './labels.ts'
import type { Draft } from './rules.ts'

// config.md 3.8.
const KEPT_VERSIONS = 100

interface Entry {
  document: KvDocument
  /** Oldest first, the present one included. */
  readonly versions: KvDocument[]
}

interface Project {
  readonly byId: Map<string, Entry>
  readonly byLabels: Map<string, Set<Entry>>
}

interface Tenant {
  revision: number
  readonly projects: Map<string, Project>
}

/** A write, told as what is now so, with the tenant's counter after it. */
export type ConfigWrite =
  | { readonly kind: 'put'; readonly document: KvDocument }
  | {
      readonly kind: 'remove'
      readonly scope: Scope
      readonly ids: readonly string[]
      readonly revision: number
    }

/** The documents of all tenants, in memory. Every write bumps the tenant's one counter and is seen by the next read. */
export interface Store {
  /** Hears every write before it is done, and prevents it by throwing. */
  onWrite: ((write: ConfigWrite) => void) | undefined
  /** The tenant's counter: 0 before the first write (config.md 1.3). */
  revision(domain: string): number
  /** Documents of a tenant, all projects together. */
  count(domain: string): number
  /** @throws KieError 422001, 409001 */
  create(scope: Scope, draft: Draft): KvDocument
  get(scope: Scope, id: string): KvDocument | undefined
  /** Sets what is not empty; an update of nothing counts as one. Undefined when there is no such document. */
  update(scope: Scope, id: string, change: { value: string; status: string }): KvDocument | undefined
  /** One bump for all; those that are not there are passed over. Gives back how many were. */
  remove(scope: Scope, ids: readonly string[]): number
  /** Newest first; undefined when there is no such document. */
  versions(scope: Scope, id: string): readonly KvDocument[] | undefined
  /** Documents with exactly these labels, or all of the project; in no order. */
  documents(scope: Scope, labels?: Labels): readonly KvDocument[]
  /** Takes a write of an earlier life in: nobody is told, nothing is judged. */
  restore(write: ConfigWrite): void
  /** Sets a tenant's counter. Backwards only to play a failure (config.md 10.4). */
  restoreRevision(domain: string, revision: number): void
  /** Every tenant with its counter. */
  revisions(): Iterable<readonly [domain: string, revision: number]>
  /** All versions of every document, oldest first. */
  all(): Iterable<readonly KvDocument[]>
}

/**
 * @param options.quota most documents of a project
 * @param changed told the scope and labels of each document written or deleted, after the write
 */
export function createStore(
  options: {
    readonly clock: Clock
    readonly quota: number | undefined
  },
  changed: (scope: Scope, labels: Labels) => void
): Store {
  const { clock, quota = Number.POSITIVE_INFINITY } = options
  const tenants = new Map<string, Tenant>()
  const seconds = (): number => Math.floor(clock.wallNow() / 1000)
  const projectOf = ({ domain, project }: Scope) => tenants.get(domain)?.projects.get(project)
  const entryOf = (scope: Scope, id: string) => projectOf(scope)?.byId.get(id)

  const tenantFor = (domain: string): Tenant => {
    let tenant = tenants.get(domain)
    if (tenant === undefined) tenants.set(domain, (tenant = { revision: 0, projects: new Map() }))
    return tenant
  }
  const projectFor = (tenant: Tenant, name: string): Project => {
    let project = tenant.projects.get(name)
    if (project === undefined) tenant.projects.set(name, (project = { byId: new Map(), byLabels: new Map() }))
    return project
  }

  const put = (document: KvDocument): void => {
    const tenant = tenantFor(document.domain)
    tenant.revision = document.updateRevision
    const project = projectFor(tenant, document.project)
    const entry = project.byId.get(document.id)
    if (entry !== undefined) {
      entry.document = document
      entry.versions.push(document)
      if (entry.versions.length > KEPT_VERSIONS) entry.versions.shift()
      return
    }
    const created = { document, versions: [document] }
    project.byId.set(document.id, created)
    const group = project.byLabels.get(document.labelFormat)
    if (group === undefined) project.byLabels.set(document.labelFormat, new Set([created]))
    else group.add(created)
  }
  const take = (scope: Scope, ids: readonly string[], revision: number): void => {
    const tenant = tenantFor(scope.domain)
    tenant.revision = revision
    const project = tenant.projects.get(scope.project)
    for (const id of ids) {
      const entry = project?.byId.get(id)
      if (project === undefined || entry === undefined) continue
      project.byId.delete(id)
      const format = entry.document.labelFormat
      const group = project.byLabels.get(format)
      group?.delete(entry)
      if (group?.size === 0) project.byLabels.delete(format)
    }
    if (project?.byId.size === 0) tenant.projects.delete(scope.project)
  }
  const nextRevision = (domain: string): number => (tenants.get(domain)?.revision ?? 0) + 1

  const store: Store = {
    onWrite: undefined,

    revision: (domain) => tenants.get(domain)?.revision ?? 0,

    count(domain) {
      let count = 0
      for (const project of tenants.get(domain)?.projects.values() ?? []) count += project.byId.size
      return count
    },

    create(scope, draft) {
      const format = labelFormat(draft.labels)
      const id = documentId(scope, draft.key, format)
      const present = projectOf(scope)
      if ((present?.byId.size ?? 0) >= quota) throw new KieError(422001)
      if (present?.byId.has(id) === true) throw new KieError(409001, 'kv already exists')
      const revision = nextRevision(scope.domain)
      const now = seconds()
      const document: KvDocument = {
        ...draft,
        ...scope,
        id,
        labelFormat: format,
        valueType: draft.valueType || 'text',
        createRevision: revision,
        updateRevision: revision,
        createTime: now,
        updateTime: now
      }
      store.onWrite?.({ kind: 'put', document })
      put(document)
      changed(scope, document.labels)
      return document
    },

    get: (scope, id) => entryOf(scope, id)?.document,

    update(scope, id, { value, status }) {
      const before = entryOf(scope, id)?.document
      if (before === undefined) return undefined
      const document: KvDocument = {
        ...before,
        value: value || before.value,
        status: status || before.status,
        updateRevision: nextRevision(scope.domain),
        updateTime: seconds()
      }
      store.onWrite?.({ kind: 'put', document })
      put(document)
      changed(scope, before.labels)
      return document
    },

    remove(scope, ids) {
      const gone = [...new Set(ids)].flatMap((id) => entryOf(scope, id)?.document ?? [])
      if (gone.length === 0) return 0
      const removed = gone.map(({ id }) => id)
      const revision = nextRevision(scope.domain)
      store.onWrite?.({ kind: 'remove', scope, ids: removed, revision })
      take(scope, removed, revision)
      for (const document of gone) changed(scope, document.labels)
      return gone.length
    },

    versions: (scope, id) => entryOf(scope, id)?.versions.toReversed(),

    documents(scope, labels) {
      const project = projectOf(scope)
      const entries =
        labels === undefined ? project?.byId.values() : project?.byLabels.get(labelFormat(labels))
      return Array.from(entries ?? [], (entry: Entry) => entry.document)
    },

    restore(write) {
      if (write.kind === 'put') put(write.document)
      else take(write.scope, write.ids, write.revision)
    },

    restoreRevision(domain, revision) {
      tenantFor(domain).revision = revision
    },

    *revisions() {
      for (const [domain, { revision }] of tenants) yield [domain, revision] as const
    },

    *all() {
      for (const { projects } of tenants.values()) {
        for (const { byId } of projects.values()) for (const { versions } of byId.values()) yield versions
      }
    }
  }
  return store
}
