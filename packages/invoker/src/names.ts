import { isIP } from 'node:net'
import { LifecycleError } from '@node-chassis/core'
import type { Target } from '@node-chassis/core'
import type { InvokerSettings } from './settings.ts'

const MAX_ORIGINS = 2000
// registry.md 3.1: what the registry accepts as a name.
const NAME = /^[a-zA-Z0-9](?:[a-zA-Z0-9_\-.]*[a-zA-Z0-9])?$/

/**
 * What is a service name, and whose (decisions.md N9, NODE-FACTS 1.10). One Map look-up per call; URLs fold upper case,
 * so spellings are learnt from the registry and from `servicecomb.invoker.services`.
 */
export class Names {
  readonly #app: string
  readonly #settings: () => InvokerSettings
  readonly #drop: (target: Target) => boolean
  readonly #origins = new Map<string, Target | null>()
  readonly #targets = new Map<string, Target>()
  // One object per app and service: keepers are found by it.
  readonly #shared = new Map<string, Target>()
  // Folded name -> spellings known to the registry.
  readonly #spellings = new Map<string, Set<string>>()
  // Origins that look like a service with a port, and have been told of.
  readonly #hinted = new Set<string>()
  readonly #hint: (origin: string, service: string) => void

  /**
   * @param drop asked of each target when there are too many: true lets it go
   * @param hint hears once of an origin that is a known service but for its port
   */
  constructor(
    app: string,
    settings: () => InvokerSettings,
    drop: (target: Target) => boolean = () => true,
    hint: (origin: string, service: string) => void = () => {}
  ) {
    this.#hint = hint
    this.#app = app
    this.#settings = settings
    this.#drop = drop
    this.forget()
  }

  /** Origins are judged anew: the settings have changed. */
  forget(): void {
    this.#origins.clear()
    for (const name of this.#settings().services) this.learn(name)
  }

  /** A name as the registry spells it. */
  learn(service: string): void {
    const folded = service.toLowerCase()
    let spellings = this.#spellings.get(folded)
    if (spellings === undefined) this.#spellings.set(folded, (spellings = new Set()))
    if (spellings.has(service)) return
    spellings.add(service)
    this.#origins.clear()
  }

  /** Known names that look like this one (decisions.md N6). */
  similar(service: string): readonly string[] {
    const folded = service.toLowerCase()
    const found: string[] = []
    for (const [other, spellings] of this.#spellings) {
      if (!nearlyEqual(folded, other)) continue
      for (const spelling of spellings) if (spelling !== service) found.push(spelling)
    }
    return found
  }

  /**
   * Whom an origin is for; undefined when it is no service name.
   * @throws LifecycleError `CHS_INVALID_ARGUMENT` when two services differ only in case
   */
  ofOrigin(origin: string | URL): Target | undefined {
    const key = typeof origin === 'string' ? origin : origin.origin
    const known = this.#origins.get(key)
    if (known !== undefined) return known ?? undefined
    const target = this.#judge(key)
    if (this.#origins.size >= MAX_ORIGINS) this.#origins.clear()
    this.#origins.set(key, target ?? null)
    return target
  }

  /** @param name `order`, or `app:order` of another application. @throws LifecycleError `CHS_INVALID_ARGUMENT` */
  ofName(name: string): Target {
    const known = this.#targets.get(name)
    if (known !== undefined) return known
    const colon = name.indexOf(':')
    const app = colon < 0 ? this.#app : name.slice(0, colon)
    const service = name.slice(colon + 1)
    if (!NAME.test(service) || app === '') {
      throw new LifecycleError(
        'CHS_INVALID_ARGUMENT',
        `'${name}' is no service name; give 'order' or 'app:order', never a host or a URL`
      )
    }
    const target = this.#target(app, service)
    if (this.#targets.size >= MAX_ORIGINS) this.#targets.clear()
    this.#targets.set(name, target)
    return target
  }

  #target(app: string, service: string): Target {
    const key = `${app}:${service}`
    let target = this.#shared.get(key)
    if (target === undefined) {
      if (this.#shared.size >= MAX_ORIGINS) this.#prune()
      this.#shared.set(key, (target = { app, service }))
    }
    return target
  }

  // Names may come from outside, as a gateway's do: what nobody needs does not stay.
  #prune(): void {
    for (const [key, target] of this.#shared) if (this.#drop(target)) this.#shared.delete(key)
    this.#origins.clear()
    this.#targets.clear()
  }

  #judge(origin: string): Target | undefined {
    if (!URL.canParse(origin)) return undefined
    const { hostname, port, protocol } = new URL(origin)
    if (protocol !== 'http:' && protocol !== 'https:') return undefined
    const host = hostname.toLowerCase()
    const { suffix, services, passThrough } = this.#settings()
    if (services.some((name) => name.toLowerCase() === host)) return this.#spelled(this.#app, host)
    if (passThrough.includes(host)) return undefined
    if (suffix !== '' && host.endsWith(suffix) && host.length > suffix.length) {
      const name = host.slice(0, -suffix.length)
      if (this.#spellings.has(name)) return this.#spelled(this.#app, name)
      const dot = name.lastIndexOf('.')
      if (dot < 0) return this.#spelled(this.#app, name)
      const app = name.slice(dot + 1)
      return this.#spelled(app === this.#app.toLowerCase() ? this.#app : app, name.slice(0, dot))
    }
    const single = !host.includes('.') && isIP(host) === 0 && !host.startsWith('[')
    if (!single || host === 'localhost') return undefined
    if (port === '') return this.#spelled(this.#app, host)
    this.#hintAt(origin, host)
    return undefined
  }

  // It is called as the host it names (decisions.md N9), which mostly is not what was meant.
  #hintAt(origin: string, host: string): void {
    const [service] = this.#spellings.get(host) ?? []
    if (service === undefined || this.#hinted.has(origin) || this.#hinted.size >= MAX_ORIGINS) return
    this.#hinted.add(origin)
    this.#hint(origin, service)
  }

  #spelled(app: string, folded: string): Target {
    const spellings = [...(this.#spellings.get(folded) ?? [folded])]
    if (spellings.length > 1) {
      throw new LifecycleError(
        'CHS_INVALID_ARGUMENT',
        `a URL cannot tell the services ${spellings.join(' and ')} apart; use call('${spellings[0]}', …), which keeps the case`
      )
    }
    return this.#target(app, spellings[0] ?? folded)
  }
}

/** Within two edits, or one holds the other. */
function nearlyEqual(a: string, b: string): boolean {
  if (a === b || (a.length > 3 && b.includes(a)) || (b.length > 3 && a.includes(b))) return true
  if (Math.abs(a.length - b.length) > 2) return false
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return (row[b.length] ?? 3) <= Math.min(2, Math.floor(a.length / 3))
}
