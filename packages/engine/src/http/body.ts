import type { IncomingMessage } from 'node:http'

/** A request body was larger than its route takes. The message is Go's, because service-center answers it as detail. */
export class BodyTooLarge extends Error {
  constructor() {
    super('http: request body too large')
  }
}

/** The client went away, or the engine closed, before the whole body had come. Nobody is left to be answered. */
export class BodyCutOff extends Error {}

// A body that is a little too large is read to its end: closing on bytes that were not read resets the connection,
// and the sender would never see the answer.
const DRAINED_BYTES = 1024 * 1024

/** The connection is to be reset in place of an answer. */
export class ConnectionReset extends BodyCutOff {}

const NOTHING = Buffer.alloc(0)

/**
 * Reads a body whole and calls back once: with a `BodyTooLarge`, a `BodyCutOff`, or the body. What is announced as far too
 * large is not read at all.
 * @param announced bytes that the request says it has; Infinity when it does not say
 */
export function readBody(
  message: IncomingMessage,
  announced: number,
  maxBytes: number,
  done: (error: Error | undefined, body: Buffer) => void
): void {
  const most = maxBytes + DRAINED_BYTES
  if (announced !== Infinity && announced > most) return done(new BodyTooLarge(), NOTHING)
  const chunks: Buffer[] = []
  let size = 0
  const stop = (error: Error | undefined, body: Buffer): void => {
    message.off('data', onData)
    message.off('end', onEnd)
    message.off('close', onClose)
    done(error, body)
  }
  const onData = (chunk: Buffer): void => {
    size += chunk.length
    if (size <= maxBytes) chunks.push(chunk)
    else if (size > most) stop(new BodyTooLarge(), NOTHING)
  }
  const onEnd = (): void => {
    if (size > maxBytes) stop(new BodyTooLarge(), NOTHING)
    else stop(undefined, chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size))
  }
  // Comes in place of the end; node:http emits no error where nobody listens for one.
  const onClose = (): void => stop(new BodyCutOff(), NOTHING)
  message.on('data', onData)
  message.on('end', onEnd)
  message.on('close', onClose)
}
