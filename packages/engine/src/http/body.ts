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

/** Reads a body whole. @throws BodyTooLarge, BodyCutOff */
export function readBody(message: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const stop = (error: Error): void => {
      message.off('data', onData)
      message.off('end', onEnd)
      reject(error)
    }
    const onData = (chunk: Buffer): void => {
      size += chunk.length
      if (size <= maxBytes) chunks.push(chunk)
      else if (size > maxBytes + DRAINED_BYTES) stop(new BodyTooLarge())
    }
    const onEnd = (): void => {
      if (size > maxBytes) stop(new BodyTooLarge())
      else resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size))
    }
    message.on('data', onData)
    message.on('end', onEnd)
    message.on('error', () => stop(new BodyCutOff()))
    message.on('close', () => {
      if (!message.readableEnded) stop(new BodyCutOff())
    })
  })
}
