import type { Answer, EngineRequest, Handler } from '../http/types.ts'
import { writeJson } from '../json/write.ts'
import type { Writable } from '../json/write.ts'
import { writeYaml } from './yaml-write.ts'

const JSON_TYPE = 'application/json'
const YAML_TYPE = 'text/yaml'

/** The types a route reads and writes. */
export interface Media {
  readonly consumes: readonly string[] | 'anything'
  readonly produces: readonly string[]
}

export const JSON_ONLY: Media = Object.freeze({ consumes: [JSON_TYPE], produces: [JSON_TYPE] })
export const ANY_TO_JSON: Media = Object.freeze({ consumes: 'anything', produces: [JSON_TYPE] })
export const JSON_OR_YAML: Media = Object.freeze({
  consumes: [JSON_TYPE, YAML_TYPE],
  produces: [JSON_TYPE, YAML_TYPE]
})
export const JSON_YAML_OR_FORM: Media = Object.freeze({
  consumes: [JSON_TYPE, YAML_TYPE, 'multipart/form-data'],
  produces: [JSON_TYPE, YAML_TYPE]
})

/** Refuses with 415 or 406 what a route does not read or write, in the order of go-restful (config.md 2). */
export function negotiated(media: Media, handle: Handler): Handler {
  return (request) => {
    if (!reads(media, request)) return request.body.length > 0 ? UNSUPPORTED : notAcceptable(media)
    if (!writes(media, request)) return notAcceptable(media)
    return handle(request)
  }
}

function reads({ consumes }: Media, request: EngineRequest): boolean {
  if (consumes === 'anything') return true
  const type = request.header('content-type') ?? ''
  if (type === '') return request.method === 'GET' || request.method === 'DELETE'
  return mediaTypes(type).some((given) => consumes.includes(given))
}

function writes({ produces }: Media, request: EngineRequest): boolean {
  const accept = request.header('accept') ?? ''
  if (accept === '') return true
  return mediaTypes(accept).some((wanted) => wanted === '*/*' || produces.includes(wanted))
}

function mediaTypes(header: string): string[] {
  return header.split(',').map((part) => (part.split(';')[0] as string).trim())
}

const PLAIN = Object.freeze({ 'Content-Type': 'text/plain; charset=utf-8' })
const UNSUPPORTED: Answer = Object.freeze({
  status: 415,
  headers: PLAIN,
  body: '415: Unsupported Media Type'
})

function notAcceptable({ produces }: Media): Answer {
  const body = `406: Not Acceptable\n\nAvailable representations: ${produces.join(', ')}`
  return { status: 406, headers: PLAIN, body }
}

export function plain(status: number, body: string, headers?: Answer['headers']): Answer {
  return { status, headers: { ...PLAIN, ...headers }, body }
}

export function json(value: Writable, headers?: Answer['headers']): Answer {
  return { status: 200, headers: { 'Content-Type': JSON_TYPE, ...headers }, body: writeJson(value) }
}

/** YAML for those who accept exactly that, JSON for everybody else. */
export function jsonOrYaml(request: EngineRequest, value: Writable): Answer {
  if (request.header('accept') !== YAML_TYPE) return json(value)
  return { status: 200, headers: { 'Content-Type': YAML_TYPE }, body: writeYaml(value) }
}
