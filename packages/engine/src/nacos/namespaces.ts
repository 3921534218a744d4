import type { NacosWrite } from './records.ts'

/** A namespace that somebody made; public is there without (nacos.md 8). */
export interface Namespace {
  readonly id: string
  readonly name: string
  readonly description?: string | undefined
}

/** Namespaces with a name. A namespace need not be among them to be used. */
export class Namespaces {
  /** Told of every write before it is made; a throw prevents it. */
  onWrite: ((write: NacosWrite) => void) | undefined
  readonly #all = new Map<string, Namespace>()

  all(): readonly Namespace[] {
    return [...this.#all.values()]
  }

  get(id: string): Namespace | undefined {
    return this.#all.get(id)
  }

  /** False when the id is taken. */
  create(namespace: Namespace): boolean {
    if (this.#all.has(namespace.id)) return false
    this.put(namespace)
    return true
  }

  /** One that is unknown stays so. */
  update(namespace: Namespace): void {
    if (this.#all.has(namespace.id)) this.put(namespace)
  }

  put(namespace: Namespace): void {
    this.onWrite?.({ kind: 'namespace', namespace })
    this.#all.set(namespace.id, namespace)
  }

  remove(id: string): void {
    if (!this.#all.has(id)) return
    this.onWrite?.({ kind: 'dropNamespace', id })
    this.#all.delete(id)
  }
}

/** nacos.md 8: `[\w-]+`, at most 128. */
export function isNamespaceId(id: string): boolean {
  return /^[\w-]{1,128}$/.test(id)
}

/** nacos.md 8: none of `@#$%^&*`. */
export function isNamespaceName(name: string): boolean {
  return name !== '' && !/[@#$%^&*]/.test(name)
}
