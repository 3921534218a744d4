import { classifyBody } from '@node-chassis/core'
import type { BodyKind } from '@node-chassis/core'
import { FormData } from '@node-chassis/transport'
import { isForeignForm, ownForm } from './built-in.ts'
import { TeeBody } from './tee-body.ts'

/** Most bytes of a one-shot body that are kept for another attempt. NODE-FACTS 1.4 */
const MAX_TEE_BYTES = 65_536

/** What undici takes as a body. */
export type SendableBody = string | Uint8Array | ArrayBuffer | Blob | FormData | AsyncIterable<unknown> | null

/** A request body, judged once per call: how it is sent, and whether it can be sent once more. */
export interface CallBody {
  readonly kind: BodyKind
  /** The body for the next attempt. */
  next(): SendableBody
  /** False once something of it was taken that cannot be had again. */
  replayable(): boolean
  /** The error of the caller's own source, when that is what ended the request. */
  sourceError(): unknown
  /** The attempt that reads it is given up: it gets nothing more. */
  detach(): void
  /** The call is over: lets go of a source that was not read to its end. */
  release(): void
  /** A content type the body implies, when the caller gave none. */
  readonly contentType: string | undefined
}

const nothing: CallBody = Object.freeze({
  kind: 'none',
  next: () => null,
  replayable: () => true,
  sourceError: () => undefined,
  detach: () => {},
  release: () => {},
  contentType: undefined
})

/** Classifies a body. @throws TypeError for a value that no HTTP body can be made of */
export function callBody(body: unknown): CallBody {
  if (body === undefined || body === null) return nothing
  if (body instanceof URLSearchParams) {
    return inMemory(body.toString(), 'application/x-www-form-urlencoded;charset=UTF-8')
  }
  // undici makes a new stream of these for every request.
  if (body instanceof Blob || body instanceof FormData) return inMemory(body, undefined)
  if (isForeignForm(body)) return inMemory(ownForm(body), undefined)
  const kind = classifyBody(body, true)
  if (kind === 'replayable') return inMemory(body as string | Uint8Array, undefined)
  if (kind === 'factory') return fromFactory(body as () => unknown)
  return new TeeBody(body, MAX_TEE_BYTES)
}

function inMemory(body: SendableBody, contentType: string | undefined): CallBody {
  return {
    kind: 'replayable',
    next: () => body,
    replayable: () => true,
    sourceError: () => undefined,
    detach: () => {},
    release: () => {},
    contentType
  }
}

function fromFactory(make: () => unknown): CallBody {
  let made: unknown
  // A stream that was made for an attempt which never started would stay open.
  const close = (): void => {
    const { destroy } = (made ?? {}) as { destroy?: () => void }
    if (typeof destroy === 'function') destroy.call(made)
    made = undefined
  }
  return {
    kind: 'factory',
    next() {
      close()
      made = make()
      return made instanceof URLSearchParams ? made.toString() : ((made ?? null) as SendableBody)
    },
    replayable: () => true,
    sourceError: () => undefined,
    detach: close,
    release: close,
    contentType: undefined
  }
}
