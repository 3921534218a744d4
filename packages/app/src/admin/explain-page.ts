import { createContext, isChassisError } from '@node-chassis/core'
import type { Call } from '@node-chassis/core'
import { explainText } from '@node-chassis/governance'
import { problem } from './page.ts'
import type { Answer, Page } from './page.ts'
import type { Subject } from './subject.ts'

const HELP =
  'give ?service=<name> of a called service (or side=provider for a request to this one), and as you like method=GET, path=/orders/42, header=<name>:<value> (several), format=text'

/** `/explain`: what a call would meet and why (decisions.md N32); nothing is sent and nothing is counted. */
export function explainPage({ parts }: Subject): Page {
  return {
    method: 'GET',
    answer: ({ searchParams: query }) => {
      const service = query.get('service') ?? ''
      const provider = query.get('side') === 'provider'
      const headers = headersOf(query.getAll('header'))
      if (headers === undefined || (service === '' && !provider)) return problem(400, HELP)
      const method = (query.get('method') ?? 'GET').toUpperCase()
      const path = query.get('path') ?? '/'
      if (!path.startsWith('/')) return problem(400, `path=${path}: a path begins with a slash`)
      try {
        return asked(
          provider
            ? parts.governance.explain(request(method, path, headers), undefined)
            : parts.invoker.explain(service, { method, path, headers }),
          query.get('format')
        )
      } catch (error) {
        // A name that is none.
        if (isChassisError(error)) return problem(400, error.message)
        throw error
      }
    }
  }
}

function asked(explanation: Parameters<typeof explainText>[0], format: string | null): Answer {
  if (format !== 'text') return { status: 200, body: explanation }
  return { status: 200, type: 'text/plain; charset=utf-8', body: `${explainText(explanation)}\n` }
}

function headersOf(texts: readonly string[]): Record<string, string> | undefined {
  const headers: Record<string, string> = {}
  for (const text of texts) {
    const at = text.indexOf(':')
    if (at < 1) return undefined
    headers[text.slice(0, at).trim().toLowerCase()] = text.slice(at + 1).trim()
  }
  return headers
}

/** A request to this service that nobody has sent. */
function request(method: string, path: string, headers: Readonly<Record<string, string>>): Call {
  const { pathname, searchParams } = new URL(path, 'http://request')
  return {
    side: 'provider',
    method,
    path: pathname,
    template: undefined,
    service: headers['x-microservice-name'],
    schema: undefined,
    operation: undefined,
    context: createContext(),
    header: (name) => headers[name],
    query: (name) => searchParams.get(name) ?? undefined,
    hints: undefined
  }
}
