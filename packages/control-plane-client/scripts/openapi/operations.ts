import { inputName } from './input-name.ts'

/** The parts of an OpenAPI document that are read here. */
export interface Document {
  readonly paths: Readonly<Record<string, PathItem>>
  readonly components: {
    readonly parameters?: Readonly<Record<string, Parameter>>
    readonly schemas: Readonly<Record<string, Schema>>
  }
}

type PathItem = {
  readonly parameters?: readonly (Parameter | Ref)[]
  readonly servers?: readonly unknown[]
} & Readonly<Record<string, unknown>>

interface Ref {
  readonly $ref: string
}

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly description?: string
  readonly schema: Schema
}

interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly string[]
  readonly default?: unknown
  readonly required?: readonly string[]
  readonly items?: Schema
}

interface RawOperation {
  readonly operationId: string
  readonly summary: string
  readonly 'x-reference-section': string
  readonly parameters?: readonly (Parameter | Ref)[]
  readonly requestBody?: {
    readonly required?: boolean
    readonly content: Readonly<Record<string, { readonly schema: Schema }>>
  }
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >
}

/** A parameter as the typed methods take it. */
export interface Input {
  /** In `input`, camel case. */
  readonly name: string
  /** On the wire. */
  readonly wire: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly description: string
  /** The only value there is; callers do not give it. */
  readonly constant: string | undefined
  /** Values the reference lists; undefined when it is free. */
  readonly values: readonly string[] | undefined
  /** Where the client's own value is taken from when the caller gives none. */
  readonly fallback: 'projectId' | 'enterpriseProjectId' | 'engineId' | undefined
}

/** What an answer of success holds. `result`: `{result}` that may be missing; `boolean`: `false` is a failure. */
type AnswerKind = 'json' | 'result' | 'boolean' | 'none'

export interface Operation {
  readonly id: string
  readonly api: 'cloud' | 'engine' | 'iam'
  readonly method: string
  readonly path: string
  readonly section: string
  readonly summary: string
  /** Whose address: of the three APIs, the engine has two. */
  readonly server: 'cloud' | 'registry' | 'config' | 'iam'
  readonly inputs: readonly Input[]
  readonly body: 'json' | 'multipart' | undefined
  readonly bodyRequired: boolean
  readonly bodyType: string | undefined
  /** Statuses of success, e.g. 200, 204, 304. */
  readonly good: readonly string[]
  readonly answer: AnswerKind
  readonly security: 'any' | 'iam-and-rbac' | 'none'
  readonly problems: readonly string[]
}

const METHODS = ['get', 'post', 'put', 'delete'] as const

export function operationsOf(document: Document, api: Operation['api']): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const raw = item[method] as RawOperation | undefined
      return raw === undefined ? [] : [operationOf(document, api, path, item, method, raw)]
    })
  )
}

function operationOf(
  document: Document,
  api: Operation['api'],
  path: string,
  item: PathItem,
  method: string,
  raw: RawOperation
): Operation {
  const inputs = [...(item.parameters ?? []), ...(raw.parameters ?? [])].map((one) =>
    inputOf(document, parameterOf(document, one))
  )
  const good = Object.keys(raw.responses).filter((status) => /^[23]/.test(status))
  const content = good.map((status) => raw.responses[status]?.content).find((one) => one !== undefined)
  const body = raw.requestBody && Object.keys(raw.requestBody.content)[0]
  const security = (raw as { security?: readonly Record<string, unknown>[] }).security
  const names = inputs.map(({ name }) => name)
  return {
    id: raw.operationId,
    api,
    method: method.toUpperCase(),
    path,
    section: raw['x-reference-section'],
    summary: raw.summary,
    server: api === 'engine' ? (item.servers === undefined ? 'registry' : 'config') : api,
    inputs,
    body: body === undefined ? undefined : body === 'multipart/form-data' ? 'multipart' : 'json',
    bodyRequired: raw.requestBody?.required ?? false,
    bodyType: body,
    good,
    answer: answerOf(method, content?.['application/json']?.schema),
    security:
      security?.length === 0 ? 'none' : security?.some((one) => 'rbacToken' in one) ? 'iam-and-rbac' : 'any',
    problems: names
      .filter((name, i) => names.indexOf(name) !== i)
      .map((name) => `${raw.operationId} has two inputs named ${name}`)
  }
}

function answerOf(method: string, schema: Schema | undefined): AnswerKind {
  if (schema === undefined) return 'none'
  const name = schema.$ref?.split('/').at(-1)
  if (name === 'NacosBoolean') return 'boolean'
  // A change is done when the status says so; service-center, the ancestor, answers with nothing.
  return (name === 'ResultMessage' || name === 'UpperResult') && method !== 'get' ? 'result' : 'json'
}

function parameterOf(document: Document, one: Parameter | Ref): Parameter {
  if (!('$ref' in one)) return one
  const found = document.components.parameters?.[one.$ref.split('/').at(-1) ?? '']
  if (found === undefined) throw new Error(`${one.$ref} leads nowhere`)
  return found
}

const FALLBACKS: Readonly<Record<string, Input['fallback']>> = {
  project_id: 'projectId',
  'x-enterprise-project-id': 'enterpriseProjectId',
  'x-engine-id': 'engineId'
}

function inputOf(document: Document, parameter: Parameter): Input {
  const schema =
    parameter.schema.$ref === undefined ? parameter.schema : schemaOf(document, parameter.schema.$ref)
  return {
    name: inputName(parameter.name),
    wire: parameter.name,
    in: parameter.in,
    required: parameter.required ?? false,
    description: (parameter.description ?? '').replace(/\s+/g, ' ').trim(),
    constant: parameter.required === true && schema.enum?.length === 1 ? schema.enum[0] : undefined,
    values: schema.enum?.map(String),
    fallback: FALLBACKS[parameter.name.toLowerCase()]
  }
}

function schemaOf(document: Document, ref: string): Schema {
  const found = document.components.schemas[ref.split('/').at(-1) ?? '']
  if (found === undefined) throw new Error(`${ref} leads nowhere`)
  return found
}
