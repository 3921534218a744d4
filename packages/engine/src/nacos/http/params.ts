import type { EngineRequest } from '../../http/types.ts'

/** Parameters of a request, from its query and, behind that, from a form in its body (nacos.md 2). */
export class Params {
  readonly #query: URLSearchParams
  readonly #form: URLSearchParams | undefined

  constructor(request: EngineRequest) {
    this.#query = request.query
    const isForm = request.header('content-type')?.startsWith('application/x-www-form-urlencoded') === true
    this.#form = isForm ? new URLSearchParams(request.body.toString('utf8')) : undefined
  }

  text(name: string): string | undefined {
    return this.#query.get(name) ?? this.#form?.get(name) ?? undefined
  }

  /** What is empty is absent. */
  filled(name: string): string | undefined {
    return this.text(name) || undefined
  }

  /** NaN when it is no number; undefined when it is absent or empty. */
  number(name: string): number | undefined {
    const text = this.filled(name)
    return text === undefined ? undefined : Number(text)
  }

  flag(name: string): boolean | undefined {
    const text = this.filled(name)
    return text === undefined ? undefined : text === 'true'
  }
}
