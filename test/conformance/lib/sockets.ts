import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { Json } from './json.ts'
import { mismatch } from './match.ts'
import type { Expectation, Step } from './registry-vectors.ts'
import { filled } from './template.ts'
import type { Target } from './registry-runner.ts'

// What a step waits when it does not say: the server pings every 30 s.
const WITHIN_MS = 35_000

// How often a server that runs on real time is looked at.
const REAL_STEP_MS = 20

/** What came from the server and no step has asked for yet. */
interface Inbox {
  readonly socket: WebSocket
  readonly frames: string[]
  pings: number
  pongs: number
  closed: { readonly code: number; readonly reason: string } | undefined
}

/** The WebSockets of one vector. */
export function createSockets(target: Target) {
  const open = new Map<string, Inbox>()
  const stepMs = target.stepMs ?? REAL_STEP_MS

  const named = (name: string): Inbox => {
    const inbox = open.get(name)
    if (inbox === undefined) throw new Error(`no step has opened the socket ${name}`)
    return inbox
  }

  /** Lets time pass until there is an answer; undefined when there is none in time. */
  const until = async <T>(ms: number, look: () => T | undefined): Promise<T | undefined> => {
    for (let left = ms; ; left -= stepMs) {
      const found = look()
      if (found !== undefined || left <= 0) return found
      await target.wait(stepMs)
    }
  }

  const connect = async (
    name: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    status: Expectation['status'] = 101
  ): Promise<void> => {
    // ws answers pings by itself, as every client must.
    const socket = new WebSocket(`${target.base.replace(/^http/, 'ws')}${path}`, { headers })
    const inbox: Inbox = { socket, frames: [], pings: 0, pongs: 0, closed: undefined }
    open.set(name, inbox)
    socket.on('message', (data: Buffer) => inbox.frames.push(data.toString('utf8')))
    socket.on('ping', () => inbox.pings++)
    socket.on('pong', () => inbox.pongs++)
    socket.on('close', (code, reason) => (inbox.closed = { code, reason: reason.toString('utf8') }))
    socket.on('error', () => {})
    const answered = await Promise.race([
      once(socket, 'open').then(() => 101),
      once(socket, 'unexpected-response').then(([request, response]) => {
        ;(request as { destroy(): void }).destroy()
        return (response as { statusCode: number }).statusCode
      })
    ])
    const statuses = [status].flat()
    if (!statuses.includes(answered))
      throw new Error(`connect ${path}: status is ${answered}, expected ${statuses.join(' or ')}`)
  }

  const run = async (
    step: Step,
    headers: Readonly<Record<string, string>>,
    scope: Record<string, unknown>
  ): Promise<string | undefined> => {
    const name = step.name ?? 'ws'
    const within = step.within ?? WITHIN_MS
    if (step.ws === 'connect') {
      const path = String(filled(step.path ?? '', scope)).replace(/^P/, '/v4/default/registry')
      await connect(name, path, headers, step.expect?.status)
      return undefined
    }
    const inbox = named(name)
    switch (step.ws) {
      case 'expectFrame': {
        const frame = await until(within, () => inbox.frames.shift())
        if (frame === undefined) return `no frame within ${within} ms`
        if (step.text !== undefined) return mismatch(frame, step.text, 'exact', target.now(), 'the frame')
        const expected = filled(step.expect as Json, scope)
        return mismatch(JSON.parse(frame) as unknown, expected, 'subset', target.now(), 'the frame')
      }
      case 'expectNoFrame': {
        const frame = await until(step.for ?? 0, () => inbox.frames.shift())
        return frame === undefined ? undefined : `a frame came: ${frame}`
      }
      case 'expectPing':
        return (await until(within, () => taken(inbox, 'pings'))) ? undefined : `no ping within ${within} ms`
      case 'expectPong':
        return (await until(within, () => taken(inbox, 'pongs'))) ? undefined : `no pong within ${within} ms`
      case 'expectNoPing': {
        inbox.pings = 0
        const ping = await until(step.for ?? 0, () => taken(inbox, 'pings'))
        return ping === undefined ? undefined : 'a ping came'
      }
      case 'expectClose': {
        const closed = await until(within, () => inbox.closed)
        if (closed === undefined) return `not closed within ${within} ms`
        const { code, reason } = closed
        if (step.code !== undefined && code !== step.code) return `closed with ${code}, expected ${step.code}`
        if (step.reason !== undefined && reason !== step.reason) return `the reason is ${reason}`
        return undefined
      }
      case 'expectOpen':
        await target.wait(stepMs)
        return inbox.closed === undefined ? undefined : `closed with ${inbox.closed.code}`
      case 'send':
        inbox.socket.send((step.text ?? '').repeat(step.repeat ?? 1))
        return undefined
      case 'ping':
        inbox.socket.ping()
        return undefined
      case 'close':
        inbox.socket.close()
        return undefined
      default:
        throw new Error(`steps of the kind ws ${step.ws} are not built`)
    }
  }

  return {
    /** Why a step does not hold; undefined when it does. */
    run,
    close: (): void => {
      for (const { socket } of open.values()) socket.terminate()
    }
  }
}

/** Takes one that came. */
function taken(inbox: Inbox, kind: 'pings' | 'pongs'): true | undefined {
  if (inbox[kind] === 0) return undefined
  inbox[kind]--
  return true
}
