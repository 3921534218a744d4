import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import openapiTS, { astToString } from 'openapi-typescript'
import { interfaceText } from './interface.ts'
import { NOTES } from './notes.ts'
import { operationsOf } from './operations.ts'
import type { Document } from './operations.ts'
import { tableText } from './table.ts'

const FOLDER = path.resolve(import.meta.dirname, '../../openapi')

/** The three documents: the file, the name of its generated types, and the interface of its methods. */
const DOCUMENTS = [
  {
    file: 'cse-control-plane',
    api: 'cloud',
    name: 'CloudOperations',
    about: 'The 36 operations of the CSE control plane'
  },
  {
    file: 'servicecomb-engine',
    api: 'engine',
    name: 'EngineOperations',
    about: 'The 27 operations of a ServiceComb engine'
  },
  { file: 'iam-subset', api: 'iam', name: 'IamOperations', about: 'The 2 IAM operations that CSE relies on' }
] as const

const HEAD =
  '// Made from openapi/ by `node packages/control-plane-client/scripts/openapi.ts --write`. Do not edit.\n'

/** What src/generated/ has to hold, by file name, and what is wrong with the OpenAPI files. */
export async function generate(): Promise<{
  readonly files: ReadonlyMap<string, string>
  readonly problems: readonly string[]
}> {
  const files = new Map<string, string>()
  const problems: string[] = []
  const all = []
  for (const { file, api, name, about } of DOCUMENTS) {
    const text = readFileSync(path.join(FOLDER, `${file}.openapi.yaml`), 'utf8')
    const validator = new Validator()
    const { valid, errors } = await validator.validate(text)
    if (!valid)
      problems.push(`openapi/${file}.openapi.yaml is no OpenAPI document: ${JSON.stringify(errors)}`)
    const document = validator.specification as unknown as Document
    // Without it every field with a documented default would be mandatory, in requests too.
    const types = await openapiTS(text, { defaultNonNullable: false })
    files.set(`${file}.ts`, `${HEAD}\n${astToString(types)}`)
    const operations = operationsOf(document, api)
    problems.push(...operations.flatMap((operation) => operation.problems))
    files.set(`${file}-methods.ts`, HEAD + interfaceText(name, about, `./${file}.ts`, operations))
    all.push(...operations)
  }
  const ids = new Set(all.map(({ id }) => id))
  for (const id of Object.keys(NOTES))
    if (!ids.has(id)) problems.push(`there is a note on ${id}, and no operation`)
  files.set('operations.ts', HEAD + tableText(all))
  return { files, problems }
}
