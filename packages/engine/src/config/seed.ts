import { LifecycleError } from '@node-chassis/core'
import { JsonError } from '../json/read.ts'
import { readUploadFile } from './body.ts'
import { KieError } from './errors.ts'
import { checkDraft } from './rules.ts'
import type { Draft } from './rules.ts'
import type { Store } from './store.ts'
import { readYaml } from './yaml-read.ts'

const SCOPE = Object.freeze({ domain: 'default', project: 'default' })

/**
 * Creates the documents of an export (config.md 8.2), of a list as kie answers it, or of a bare list of documents, JSON or
 * YAML. Those that are there already stay as they are, so that a seed does not undo what was changed since.
 * @param source text of the file. @param name of the file, for messages
 * @returns number of documents created
 * @throws LifecycleError `CHS_INVALID_ARGUMENT` naming the file and the document that cannot be created
 */
export function seedDocuments(store: Store, source: string, name: string): number {
  let created = 0
  for (const [index, draft] of readSeed(source, name).entries()) {
    if (draft === undefined) continue
    try {
      checkDraft(SCOPE.project, draft)
      store.create(SCOPE, draft)
      created++
    } catch (error) {
      if (!(error instanceof KieError)) throw error
      if (error.code === 409001) continue
      throw refused(name, `document ${index + 1} (${JSON.stringify(draft.key)}): ${error.message}`, error)
    }
  }
  return created
}

function readSeed(source: string, name: string): readonly (Draft | undefined)[] {
  try {
    const value: unknown = /^\s*[[{]/.test(source) ? JSON.parse(source) : readYaml(source)
    const isList = Array.isArray(value)
    if (!isList && !Array.isArray((value as { data?: unknown } | null)?.data)) {
      throw new JsonError('expected an export with a list `data`, or a list of documents')
    }
    return readUploadFile(Buffer.from(JSON.stringify(isList ? { data: value } : value)), false)
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof JsonError || error instanceof KieError) {
      throw refused(name, error.message, error)
    }
    throw error
  }
}

function refused(name: string, what: string, cause: unknown): LifecycleError {
  return new LifecycleError('CHS_INVALID_ARGUMENT', `seed ${name}: ${what}`, { cause })
}
