/** Names and values in turn, as undici takes them. */
export type FlatHeaders = readonly (string | string[])[]

/** What callers give as headers. */
export type HeadersLike =
  | Readonly<Record<string, string | readonly string[] | number | undefined>>
  | Iterable<readonly [string, string | readonly string[] | undefined]>
  | readonly string[]

const NONE: FlatHeaders = Object.freeze([])

// Ours replace what a proxy passes on from its own caller: the context of this call is in ours.
const CONTEXT_HEADERS: ReadonlySet<string> = new Set([
  'x-cse-context',
  'x-invocation-context',
  'x-cse-target-microservice'
])

/** One form for all: flat, without undefined values. An equal content-length given twice becomes one (NODE-FACTS 1.2). */
export function flatHeaders(input: HeadersLike | null | undefined): FlatHeaders {
  return input === undefined || input === null ? NONE : flattened(input)
}

// By itself: what the closure below captures is made when the function is entered, for calls without headers too.
function flattened(input: HeadersLike): FlatHeaders {
  const flat: (string | string[])[] = []
  const add = (name: string, value: unknown): void => {
    if (value === undefined || value === null) return
    flat.push(
      name,
      Array.isArray(value)
        ? value.map(String)
        : single(name, typeof value === 'string' ? value : `${value as number}`)
    )
  }
  if (Array.isArray(input)) {
    if (Array.isArray(input[0])) for (const [name, value] of input as [string, string][]) add(name, value)
    else for (let i = 0; i + 1 < input.length; i += 2) add(input[i] as string, input[i + 1])
  } else if (Symbol.iterator in input) {
    for (const [name, value] of input as Iterable<readonly [string, unknown]>) {
      add(name, value)
    }
  } else {
    for (const name of Object.keys(input)) add(name, (input as Record<string, unknown>)[name])
  }
  return flat.length === 0 ? NONE : flat
}

/** First value, or undefined. @param name lower case */
export function headerOf(headers: FlatHeaders, name: string): string | undefined {
  for (let i = 0; i < headers.length; i += 2) {
    const key = headers[i] as string
    if (key.length !== name.length || (key !== name && key.toLowerCase() !== name)) continue
    const value = headers[i + 1]
    return Array.isArray(value) ? value[0] : value
  }
  return undefined
}

/** Without the context: what a third party gets, also from a proxy that hands on the headers of its own caller. */
export function withoutContext(own: FlatHeaders): FlatHeaders {
  const kept: (string | string[])[] = []
  for (let i = 0; i < own.length; i += 2) {
    const name = own[i] as string
    if (!CONTEXT_HEADERS.has(name.toLowerCase())) kept.push(name, own[i + 1] ?? '')
  }
  return kept
}

/** The caller's headers with ours behind them. */
export function withContext(own: FlatHeaders, context: readonly string[] | undefined): FlatHeaders {
  if (context === undefined || context.length === 0) return own
  if (own.length === 0) return context
  const all: (string | string[])[] = []
  for (let i = 0; i < own.length; i += 2) {
    const name = own[i] as string
    if (name.startsWith('x-') || name.startsWith('X-')) {
      if (CONTEXT_HEADERS.has(name.toLowerCase())) continue
    }
    all.push(name, own[i + 1] ?? '')
  }
  all.push(...context)
  return all
}

function single(name: string, value: string): string {
  if (name.length !== 14 || !value.includes(',') || name.toLowerCase() !== 'content-length') return value
  const [first = '', ...others] = value.split(',').map((part) => part.trim())
  return others.every((other) => other === first) ? first : value
}
