import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody, startUpstream } from '@node-chassis/testing'
import type { Upstream } from '@node-chassis/testing'

/** `before`: the engine never hears of it. `after`: it does what was asked, and nobody hears of that. */
export type Withheld = 'before' | 'after' | undefined

export interface RecordingProxy extends Upstream {
  /** `METHOD /path?query body`, in the order they came. */
  readonly asked: readonly string[]
  /** Resolves when the question was asked, and dealt with as far as it is. */
  readonly heard: (question: RegExp) => Promise<void>
}

/** Stands before an engine and writes down what it is asked. @param withhold by `METHOD /path?query body` */
export async function proxyTo(
  target: string,
  withhold: (question: string) => Withheld = () => undefined
): Promise<RecordingProxy> {
  const asked: string[] = []
  const dealtWith: string[] = []
  const waiting: { readonly question: RegExp; readonly resolve: () => void }[] = []
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', url = '/', headers } = request
    const body = await readBody(request)
    const question = `${method} ${url} ${body}`
    asked.push(question)
    const how = withhold(question)
    const engineAnswer =
      how === 'before'
        ? undefined
        : await fetch(target + url, {
            method,
            headers: { 'content-type': headers['content-type'] ?? 'application/json' },
            ...(body === '' ? {} : { body })
          }).catch(() => undefined)
    dealtWith.push(question)
    for (const one of waiting) if (one.question.test(question)) one.resolve()
    if (how !== undefined) return
    if (engineAnswer === undefined) {
      request.socket.destroy()
      return
    }
    const kept = ['content-type', 'x-kie-revision', 'x-resource-revision'].flatMap((name) => {
      const value = engineAnswer.headers.get(name)
      return value === null ? [] : [[name, value] as const]
    })
    response.writeHead(engineAnswer.status, Object.fromEntries(kept))
    response.end(await engineAnswer.text())
  }
  const upstream = await startUpstream((request, response) => void answer(request, response))
  return Object.assign(upstream, {
    asked,
    heard: (question: RegExp) =>
      new Promise<void>((resolve) => {
        if (dealtWith.some((one) => question.test(one))) resolve()
        else waiting.push({ question, resolve })
      })
  })
}
