import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from '@node-chassis/core'
import { BodyCutOff, ConnectionReset, readBody } from './body.ts'
import { cleanedPath } from './clean-path.ts'
import { acceptsGzip, gzipped } from './compress.ts'
import type { IncomingRequest } from './request.ts'
import type { Match } from './router.ts'
import type { Answer, Route, Service } from './types.ts'
import { PLAIN, movedTo, writeAnswer } from './write.ts'

/** What all requests of a listening side share. */
export interface Side {
  readonly service: Service
  readonly route: (method: string, path: string) => Match
  readonly log: Logger
  readonly maxBodyBytes: number
  /** Headers of every answer, names and values in turn. */
  readonly commonHead: readonly string[]
  /** Requests that are not answered yet. */
  readonly running: Set<Exchange>
  /** Whether the side is closing: whoever is answered now is told that the connection ends. */
  readonly closing: () => boolean
  /** A request has left `running`. */
  readonly left: () => void
}

/**
 * One request on its way to its answer. Nothing in it waits that need not: a request without a body whose handler answers
 * at once is answered in the turn it came in, with no promise and no listener (PERFORMANCE G15).
 */
export class Exchange {
  readonly #side: Side
  readonly #message: IncomingMessage
  readonly #response: ServerResponse
  readonly #request: IncomingRequest
  #matched: Route | undefined
  /** Among those that are not answered yet. */
  #waits = false

  constructor(side: Side, message: IncomingMessage, response: ServerResponse, request: IncomingRequest) {
    this.#side = side
    this.#message = message
    this.#response = response
    this.#request = request
  }

  begin(): void {
    const { service, route, closing } = this.#side
    const request = this.#request
    if (closing()) request.abort()
    let match: Match
    try {
      const early = service.early?.(request)
      if (early !== undefined) return this.#write(early)
      const cleaned = cleanedPath(request.path)
      if (cleaned !== undefined) return this.#write(movedTo(cleaned, request.rawQuery))
      match = route(request.method, request.path)
      if (match.kind === 'malformed')
        return this.#write({ status: 400, headers: PLAIN, body: '400 Bad Request' })
      if (match.kind === 'path') return this.#write(service.notFound(request))
      if (match.kind === 'method') return this.#write(service.methodNotAllowed(request, match.allowed))
    } catch (error) {
      return this.#cut(error)
    }
    request.params = match.params
    this.#matched = match.route
    this.#ask('guard', match.route)
  }

  /** The engine ends: waiting handlers are told, and nobody waits for the rest of a body. */
  end(): void {
    this.#request.abort()
    if (!this.#message.complete) this.#message.destroy()
  }

  /** Goes on with the next step unless somebody refuses. */
  #ask(whom: 'guard' | 'permit', route: Route): void {
    let refusal: ReturnType<NonNullable<Service['guard']>>
    try {
      refusal = this.#side.service[whom]?.(this.#request, route)
    } catch (error) {
      return this.#failed(error)
    }
    if (refusal === undefined) return whom === 'guard' ? this.#read(route) : this.#handle(route)
    if (!isPromise(refusal)) return this.#answer(refusal)
    this.#wait()
    refusal
      .then((late) => {
        if (late !== undefined) this.#answer(late)
        else if (whom === 'guard') this.#read(route)
        else this.#handle(route)
      })
      .catch((error: unknown) => this.#failed(error))
  }

  #read(route: Route): void {
    const announced = this.#request.announcedBytes
    if (announced === 0) return this.#ask('permit', route)
    this.#wait()
    readBody(this.#message, announced, route.maxBodyBytes ?? this.#side.maxBodyBytes, (error, body) => {
      if (error !== undefined) return this.#failed(error)
      this.#request.body = body
      this.#ask('permit', route)
    })
  }

  #handle(route: Route): void {
    let answer: Answer | Promise<Answer>
    try {
      answer = route.handle(this.#request)
    } catch (error) {
      return this.#failed(error)
    }
    if (!isPromise(answer)) return this.#answer(answer)
    this.#wait()
    answer.then((late) => this.#answer(late)).catch((error: unknown) => this.#failed(error))
  }

  #failed(error: unknown): void {
    if (error instanceof BodyCutOff) return this.#cut(error)
    try {
      this.#answer(this.#side.service.failed(this.#request, error))
    } catch (another) {
      this.#cut(another)
    }
  }

  #answer(answer: Answer): void {
    const { service } = this.#side
    if (this.#matched !== undefined) service.answered?.(this.#matched, answer.status)
    if (!this.#isWorthGzip(answer)) return this.#write(answer)
    this.#wait()
    gzipped(answer).then(
      (small) => this.#write(small),
      (error: unknown) => this.#cut(error)
    )
  }

  #write(answer: Answer): void {
    const response = this.#response
    const { commonHead, closing } = this.#side
    try {
      writeAnswer(response, answer, commonHead, closing() || !this.#leavesLittle())
    } catch (error) {
      return this.#cut(error)
    }
    // What the system has not taken yet is waited for when the server closes.
    if (response.writableLength > 0) this.#wait()
  }

  /** Whether node:http can read what was not read of the body and keep the connection. */
  #leavesLittle(): boolean {
    return this.#message.complete || this.#request.announcedBytes <= this.#side.maxBodyBytes
  }

  #cut(error: unknown): void {
    if (!(error instanceof BodyCutOff))
      this.#side.log.error({ err: error, path: this.#request.path }, 'a request could not be answered')
    if (error instanceof ConnectionReset) this.#message.socket.resetAndDestroy()
    else this.#response.destroy()
  }

  /** From here on somebody may have to be told that the client has gone. */
  #wait(): void {
    if (this.#waits) return
    this.#waits = true
    const { running, left } = this.#side
    running.add(this)
    this.#response.once('close', () => {
      if (!this.#response.writableFinished) this.#request.abort()
      running.delete(this)
      left()
    })
  }

  #isWorthGzip({ body }: Answer): boolean {
    const { gzipFromBytes } = this.#side.service
    return (
      gzipFromBytes !== undefined &&
      body !== undefined &&
      // Characters are never more than bytes; what is only a little too short is not worth counting.
      body.length >= gzipFromBytes &&
      acceptsGzip(this.#request.header('accept-encoding'))
    )
  }
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return value instanceof Promise
}
