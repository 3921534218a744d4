import type { IncomingMessage } from 'node:http'
import { problem } from './page.ts'
import type { Page } from './page.ts'
import type { Subject } from './subject.ts'

const MOST_BYTES = 1024
const HELP = 'send {"status":"DOWN"} to be called no more, {"status":"UP"} to be called again'

/**
 * `/status`: takes this instance out of the calls of others, and back, while it goes on serving; as the endpoint
 * `servicecomb-service-registry` of spring-cloud-huawei does (routing.md 6.3).
 */
export function statusPage(subject: Subject): Page {
  return {
    method: 'POST',
    answer: async (_url, request) => {
      // Not what a form of a web page can send.
      if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
        return problem(415, `Content-Type must be application/json; ${HELP}`)
      }
      const status = statusOf(await textOf(request))
      if (status === undefined) return problem(400, HELP)
      if (subject.state !== 'ready' && subject.state !== 'stopping') {
        return problem(409, `the chassis is ${subject.state}; its status cannot be set now`)
      }
      if (subject.instanceId === undefined) return problem(409, 'nothing is registered yet')
      try {
        await subject.setStatus(status)
      } catch (error) {
        return problem(502, `the registry did not take it: ${(error as Error).message}`)
      }
      return { status: 200, body: { status } }
    }
  }
}

function statusOf(text: string | undefined): 'UP' | 'DOWN' | undefined {
  try {
    const { status } = Object(JSON.parse(text ?? '')) as { status?: unknown }
    return status === 'UP' || status === 'DOWN' ? status : undefined
  } catch {
    return undefined
  }
}

async function textOf(request: IncomingMessage): Promise<string | undefined> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) {
    text += String(chunk)
    if (text.length > MOST_BYTES) return undefined
  }
  return text
}
