import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Asked {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

export interface Answer {
  readonly status?: number
  readonly body?: string
  readonly revision?: string
  /** Never answered. */
  readonly hangs?: boolean
  /** The connection is cut instead. */
  readonly cut?: boolean
}

export interface ScriptedCentre extends AsyncDisposable {
  readonly url: string
  readonly asked: readonly Asked[]
}

/** A centre on a real socket that answers as the script says. @param port 0: any free one */
export async function scriptedCentre(
  script: (asked: Asked, n: number) => Answer,
  port = 0
): Promise<ScriptedCentre> {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => (body += text))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      const question = { method, url, headers, body, query: new URL(url, 'http://x').searchParams }
      asked.push(question)
      const { status = 200, body: text = '', revision, hangs, cut } = script(question, asked.length)
      if (cut) return void request.socket.destroy()
      if (hangs) return
      if (revision !== undefined) response.setHeader('X-Kie-Revision', revision)
      response.writeHead(status).end(status === 304 ? undefined : text)
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    asked,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}
