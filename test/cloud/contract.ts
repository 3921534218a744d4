import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { NAMES, readDocument } from './documents.ts'
import type { DocumentName, OpenApi, Operation, Parameter, Schema } from './documents.ts'

/** One operation with everything that a request and an answer can be held against. */
export interface Contract {
  readonly id: string
  readonly document: DocumentName
  readonly method: string
  /** With `{names}`. */
  readonly path: string
  /** What is wrong with a request; empty when nothing is. */
  checkRequest(request: CheckedRequest): string[]
  /** What is wrong with an answer of ours. */
  checkAnswer(status: number, body: unknown): string[]
  /** Both of X-Auth-Token and a Bearer token. */
  readonly needsTwoTokens: boolean
  readonly isOpen: boolean
  readonly isForm: boolean
}

interface CheckedRequest {
  /** Decoded. */
  readonly params: Readonly<Record<string, string | undefined>>
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

const METHODS = ['get', 'post', 'put', 'delete']
/** Of every request, whatever the operation (control-plane.md 3). */
const GENERAL = new Set([
  'x-auth-token',
  'x-sdk-date',
  'x-project-id',
  'x-security-token',
  'x-sdk-content-sha256'
])
/** Sections whose tables list no engine although the data belong to one; send it all the same (control-plane.md 1.1, I+). */
const ENGINE_TOO = new Set([
  'importKieConfigs',
  'deleteConfigDimension',
  'listThresholds',
  'getMetrics',
  'listMetricKeys'
])

/** Every operation of the three documents. */
export function readContracts(): Contract[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false })
  formats.default(ajv)
  return NAMES.flatMap((name) => {
    const document = readDocument(name)
    ajv.addSchema({ $id: name, components: document.components })
    return Object.entries(document.paths).flatMap(([path, item]) =>
      METHODS.filter((method) => item[method] !== undefined).map((method) =>
        contractOf(ajv, name, document, path, method, item)
      )
    )
  })
}

function contractOf(
  ajv: Ajv2020,
  name: DocumentName,
  document: OpenApi,
  path: string,
  method: string,
  item: Record<string, unknown>
): Contract {
  const operation = item[method] as Operation
  const id = operation.operationId
  const parameters = [
    ...((item['parameters'] ?? []) as readonly Parameter[]),
    ...(operation.parameters ?? [])
  ].map((one) => (one.$ref === undefined ? one : document.components.parameters![last(one.$ref)]!))
  const checks = parameters.map((parameter) => ({
    parameter,
    schema: resolved(document, parameter.schema),
    validate: compiled(ajv, name, parameter.schema)
  }))
  const content = operation.requestBody?.content ?? {}
  const isForm = 'multipart/form-data' in content
  const json = content['application/json']
  const validateBody = json === undefined ? undefined : compiled(ajv, name, json.schema)
  const answers = new Map<string, ValidateFunction | undefined>(
    Object.entries(operation.responses).map(([status, response]) => {
      const full =
        response.$ref === undefined ? response : document.components.responses![last(response.$ref)]!
      const schema = full.content?.['application/json']?.schema
      return [status, schema === undefined ? undefined : compiled(ajv, name, schema)]
    })
  )
  return {
    id,
    document: name,
    method: method.toUpperCase(),
    path,
    isForm,
    isOpen: operation.security?.length === 0 || name === 'servicecomb-engine',
    needsTwoTokens: operation.security?.some((one) => 'rbacToken' in one && 'iamToken' in one) ?? false,
    checkRequest({ params, query, headers, body }) {
      const problems: string[] = []
      for (const { parameter, schema, validate } of checks) {
        const { name: wire, in: where, required } = parameter
        const texts =
          where === 'path'
            ? [params[wire]]
            : where === 'query'
              ? query.getAll(wire)
              : [headers[wire.toLowerCase()]]
        const given = texts.filter((text): text is string => typeof text === 'string')
        if (given.length === 0) {
          if (required) problems.push(`${where} ${wire} is missing`)
          continue
        }
        if (given.length > 1 && schema.type !== 'array')
          problems.push(`${where} ${wire} stands ${given.length} times`)
        const value = schema.type === 'array' ? given : valueOf(schema, given[0]!)
        if (!validate(value)) problems.push(`${where} ${wire}: ${ajv.errorsText(validate.errors)}`)
      }
      const names = (where: string): Set<string> =>
        new Set(parameters.filter((one) => one.in === where).map((one) => one.name))
      for (const one of new Set(query.keys()))
        if (!names('query').has(one)) problems.push(`query ${one} is unknown`)
      const known = new Set([...names('header')].map((one) => one.toLowerCase()))
      for (const one of Object.keys(headers)) {
        if (one.startsWith('x-') && !known.has(one) && !GENERAL.has(one))
          problems.push(`header ${one} is unknown`)
      }
      if (ENGINE_TOO.has(id) && headers['x-engine-id'] === undefined)
        problems.push('header x-engine-id is missing')
      const type = String(headers['content-type'] ?? '')
      if (
        isForm
          ? !/^multipart\/form-data; ?boundary=\S+$/.test(type)
          : type !== 'application/json;charset=UTF-8'
      )
        problems.push(`content-type is ${type === '' ? 'missing' : type}`)
      if (headers['accept'] !== 'application/json') problems.push('accept is not application/json')
      problems.push(...bodyProblems(ajv, operation, validateBody, isForm, body))
      return problems
    },
    checkAnswer(status, body) {
      const key = answers.has(String(status)) ? String(status) : 'default'
      if (!answers.has(key)) return [`${id}: status ${status} is not documented`]
      const validate = answers.get(key)
      if (validate === undefined) return body === undefined ? [] : [`${id}: ${status} has no body`]
      return validate(body) ? [] : [`${id}: answer ${status}: ${ajv.errorsText(validate.errors)}`]
    }
  }
}

function bodyProblems(
  ajv: Ajv2020,
  operation: Operation,
  validate: ValidateFunction | undefined,
  isForm: boolean,
  body: string
): string[] {
  if (isForm) return body === '' ? ['the form is missing'] : []
  if (body === '') return operation.requestBody?.required === true ? ['the body is missing'] : []
  if (validate === undefined) return ['a body where there is none']
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return ['the body is no JSON']
  }
  return validate(value) ? [] : [`body: ${ajv.errorsText(validate.errors)}`]
}

function compiled(ajv: Ajv2020, name: string, schema: Schema): ValidateFunction {
  return ajv.compile(absolute(name, schema) as object)
}

function absolute(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => absolute(name, one))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]: [string, unknown]) => [
      key,
      key === '$ref' && typeof one === 'string' ? name + one : absolute(name, one)
    ])
  )
}

function resolved(document: OpenApi, schema: Schema): Schema {
  return schema.$ref === undefined ? schema : document.components.schemas[last(schema.$ref)]!
}

function valueOf({ type }: Schema, text: string): unknown {
  if (type === 'integer' && /^-?\d+$/.test(text)) return Number(text)
  if (type === 'boolean' && /^(?:true|false)$/.test(text)) return text === 'true'
  return text
}

function last(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1)
}
