import { JsonError, integer, list, optional, readJson, struct, text, textMap } from '../json/read.ts'
import type { Shape } from '../json/read.ts'
import type { EngineRequest } from '../http/types.ts'
import { KieError } from './errors.ts'
import { firstValue } from './first-value.ts'
import type { Draft } from './rules.ts'
import { readYaml } from './yaml-read.ts'

const DRAFT_FIELDS = {
  key: text,
  value: text,
  value_type: text,
  status: text,
  check: text,
  priority: integer,
  labels: textMap
}

const draft: Shape<Draft> = (value) => {
  const { value_type: valueType, status, ...rest } = struct(DRAFT_FIELDS)(value)
  return { ...rest, valueType, status: status || 'disabled' }
}
const update = struct({ value: text, status: text })
const removal = struct({ ids: list(text) })
const upload = struct({ data: list(optional(draft)) })

/** The body of a create. The default status is set. @throws KieError 400001 */
export const readDraft = (request: EngineRequest): Draft => decoded(request, draft)

/** @throws KieError 400001 */
export const readUpdate = (request: EngineRequest) => decoded(request, update)

/** The ids of a batch delete; always JSON (config.md 3.6). @throws KieError 400001 */
export const readIds = (request: EngineRequest): readonly string[] => decodedJson(request.body, removal).ids

/** The items of an import; undefined for those that were null. @throws KieError 400001 */
export const readUpload = (request: EngineRequest): readonly (Draft | undefined)[] =>
  decoded(request, upload).data

/** The items of a file in a form. @throws KieError 400001 */
export const readUploadFile = (content: Buffer, isYaml: boolean): readonly (Draft | undefined)[] =>
  (isYaml ? decodedYaml(content, upload) : decodedJson(content, upload)).data

// YAML only when the type is exactly that: with parameters it is read as JSON (config.md 2).
function decoded<T>(request: EngineRequest, shape: Shape<T>): T {
  return request.header('content-type') === 'text/yaml'
    ? decodedYaml(request.body, shape)
    : decodedJson(request.body, shape)
}

/** The first JSON value of a body in a shape. @throws KieError 400001 */
export function decodedJson<T>(body: Buffer, shape: Shape<T>): T {
  return refusing(() => readJson(firstValue(body.toString('utf8')), shape))
}

function decodedYaml<T>(body: Buffer, shape: Shape<T>): T {
  return refusing(() => shape(readYaml(body.toString('utf8'))))
}

function refusing<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof JsonError) throw new KieError(400001, `decode request body failed: ${error.message}`)
    throw error
  }
}
