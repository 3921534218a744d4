import type { KvDocument } from '../config/document.ts'
import type { Answer, EngineRequest } from '../http/types.ts'
import { JsonError, readJson, struct, text, textMap } from '../json/read.ts'
import type { Shape } from '../json/read.ts'
import { invalid } from '../registry/errors.ts'
import { readSpec, sortedJson } from './spec-yaml.ts'
import type { Json, JsonObject } from './spec-yaml.ts'

/** What a create or an update says; the other members that the API shows are read and mean nothing (governance.md 10). */
export interface PolicyBody {
  readonly name: string
  readonly status: string
  readonly selector: ReadonlyMap<string, string>
  readonly spec: JsonObject
}

const specObject: Shape<JsonObject> = (value) => {
  if (value === undefined || value === null) return {}
  if (typeof value === 'object' && !Array.isArray(value)) return sortedJson(value) as JsonObject
  const kind = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value
  throw new JsonError(`json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`)
}

const policyBody: Shape<PolicyBody> = struct({
  name: field('name', text),
  status: field('status', text),
  selector: field('selector', textMap),
  spec: field('spec', specObject)
})

/** @throws Refusal 400001 */
export function readPolicy(request: EngineRequest): PolicyBody {
  try {
    return readJson(request.body, policyBody)
  } catch (error) {
    throw error instanceof JsonError ? invalid(error.message) : error
  }
}

// Go names the field in whose place the value of a wrong type stood.
function field<T>(name: string, shape: Shape<T>): Shape<T> {
  return (value) => {
    try {
      return shape(value)
    } catch (error) {
      if (!(error instanceof JsonError)) throw error
      throw new JsonError(error.message.replace('Go value', `Go struct field Policy.${name}`))
    }
  }
}

/** A policy as answers show it. */
export interface Policy {
  /** Text after the last dot of the key, also when the name it was created under has dots itself. */
  readonly name: string
  readonly shown: Json
}

/** @param kind as it shall be shown. Undefined when the document holds no policy: legacy keys, broken YAML. */
export function policyOf(document: KvDocument, kind: string): Policy | undefined {
  const spec = readSpec(document.value)
  if (spec === undefined) return undefined
  const name = document.key.slice(document.key.lastIndexOf('.') + 1)
  const labels = sortedJson(Object.fromEntries(document.labels)) as JsonObject
  return {
    name,
    shown: {
      ...(name === '' ? {} : { name }),
      id: document.id,
      status: document.status,
      creatTime: document.createTime,
      updateTime: document.updateTime,
      ...(document.labels.size === 0 ? {} : { selector: labels }),
      kind,
      ...(Object.keys(spec).length === 0 ? {} : { spec })
    }
  }
}

const JSON_TYPE = Object.freeze({ 'Content-Type': 'application/json; charset=UTF-8' })

/** As service-center writes it: indented in most answers, with Go's escapes. */
export function jsonAnswer(value: Json, indent = 2): Answer {
  const json = JSON.stringify(value, null, indent).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  )
  return { status: 200, headers: JSON_TYPE, body: json }
}

/** An answer that the configuration centre gave, passed on with its status and body. */
export function passedOn(answer: Answer): Answer {
  return { ...answer, headers: JSON_TYPE }
}
