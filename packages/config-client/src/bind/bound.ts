import { ConfigError, isChassisError } from '@node-chassis/core'
import type { StandardSchema } from '@node-chassis/core'
import type { Warn } from '../layer.ts'
import { isSecret, isSecretKey, shown } from '../secrets.ts'
import type { Texts } from '../typed-reads.ts'
import { fit } from './fit.ts'
import type { Fit } from './fit.ts'

export interface BindSource extends Texts {
  readonly values: ReadonlyMap<string, string>
}

type Fresh<Output> = { readonly value: Output } | { readonly problem: string; readonly key: string }

/** One schema bound to the settings below a prefix. */
export class Bound<Output extends object> {
  /** Always the newest values. */
  readonly live: Readonly<Output>
  readonly #schema: StandardSchema<Output>
  readonly #prefix: string
  readonly #source: BindSource
  readonly #warn: Warn
  #value: Output
  /** The texts that made `#value`. */
  #good: ReadonlyMap<string, string> = new Map()

  /** @throws ConfigError CHS_CONFIG_INVALID naming key, source and reason when the first values do not fit */
  constructor(schema: StandardSchema<Output>, prefix: string, source: BindSource, warn: Warn) {
    this.#schema = schema
    this.#prefix = prefix === '' || prefix.endsWith('.') ? prefix : `${prefix}.`
    this.#source = source
    this.#warn = warn
    const first = this.#read((key) => (source.isRemote(key) ? source.local(key) : undefined))
    if ('problem' in first) throw new ConfigError('CHS_CONFIG_INVALID', first.problem, { key: first.key })
    this.#value = first.value
    this.live = liveView(() => this.#value)
  }

  /** Takes in changed settings; what the schema does not take leaves the value before in force. */
  refresh(changed: readonly string[]): void {
    if (!changed.some((key) => key.startsWith(this.#prefix))) return
    let next: Fresh<Output>
    try {
      next = this.#read((key) => this.#good.get(key.slice(this.#prefix.length)), true)
    } catch (error) {
      next = { key: this.#prefix, problem: String(error) }
    }
    if ('problem' in next) this.#warn(`${next.problem}; all of \`${this.#prefix}*\` stays as it was`)
    else this.#value = next.value
  }

  /**
   * @param instead what may stand in for a setting that the schema does not take
   * @param optional a setting without a stand-in is left out instead of refused
   */
  #read(instead: (key: string) => string | undefined, optional = false): Fresh<Output> {
    const texts = new Map<string, string>()
    for (const [key, text] of this.#source.values)
      if (key.startsWith(this.#prefix)) texts.set(key.slice(this.#prefix.length), text)
    const replaced = new Set<string>()
    for (;;) {
      const result = this.#fit(texts)
      if ('value' in result) {
        this.#good = texts
        return result
      }
      const { key: short, reason } = result
      const key = this.#prefix + (short ?? '')
      if (short === undefined || replaced.has(short)) return { key, problem: this.#problem(key, reason) }
      replaced.add(short)
      const text = texts.get(short)
      if (text === undefined) {
        // Nobody wrote it into a file, but a variable may speak for it.
        const found = this.#source.get(key) ?? instead(key)
        if (found === undefined) return { key, problem: this.#problem(key, reason) }
        texts.set(short, found)
        replaced.delete(short)
        continue
      }
      const other = instead(key)
      if (!this.#source.isRemote(key) && other === undefined && !optional)
        return { key, problem: this.#problem(key, reason) }
      if (other === undefined) texts.delete(short)
      else texts.set(short, other)
      const effect = other === undefined ? 'it is left out' : 'the value before stays'
      this.#warn(`${this.#problem(key, reason)}; ${effect}`)
    }
  }

  #fit(texts: ReadonlyMap<string, string>): Fit<Output> {
    try {
      return fit(this.#schema, texts)
    } catch (error) {
      // A schema of the application's own may throw instead of answering.
      if (isChassisError(error)) throw error
      return { key: undefined, reason: error instanceof Error ? error.message : String(error) }
    }
  }

  #problem(key: string, reason: string): string {
    if (key === this.#prefix) return `the settings \`${key}*\` do not fit their schema: ${reason}`
    const text = this.#source.get(key)
    const where = `\`${this.#source.written(key)}\``
    if (text === undefined) return `${where} is not set, but the schema asks for it: ${reason}`
    // Schema libraries repeat the value in their messages.
    const why = isSecret(key, text) || isSecretKey(this.#prefix) ? 'the schema does not take it' : reason
    return `${where} (${this.#source.sourceOf(key)}) is "${shown(key, text)}": ${why}`
  }
}

/** An object whose properties are always those of the newest value. Reading only. */
function liveView<T extends object>(newest: () => T): Readonly<T> {
  const refuse = (): boolean => false
  return new Proxy(Object.create(null) as T, {
    get: (_target, name) => Reflect.get(newest(), name) as unknown,
    has: (_target, name) => Reflect.has(newest(), name),
    ownKeys: () => Reflect.ownKeys(newest()),
    getOwnPropertyDescriptor(_target, name) {
      const found = Reflect.getOwnPropertyDescriptor(newest(), name)
      // The target has no such property, and a proxy may only tell of ones that could go away.
      return found === undefined ? undefined : { ...found, configurable: true }
    },
    getPrototypeOf: () => Reflect.getPrototypeOf(newest()),
    set: refuse,
    defineProperty: refuse,
    deleteProperty: refuse
  })
}
