import type { AdminHttp } from './admin-http.ts'
import { readAnswer } from './answers.ts'
import type { KieDocument } from './document.ts'
import { withEnvironment } from './labels.ts'
import type { Labels } from './labels.ts'
import type { PageOptions } from './pages.ts'

/** A document as export files hold it (config.md 8.2). */
export interface TransferDocument {
  readonly key: string
  readonly value: string
  readonly labels?: Labels | undefined
  /** @defaultValue `text` */
  readonly value_type?: string | undefined
  /** @defaultValue `enabled`; the centre's own default is `disabled`, which no client reads */
  readonly status?: string | undefined
}

/** An export file (config.md 8.2). */
export interface TransferFile {
  readonly metadata: { readonly version: string; readonly annotations: object }
  readonly data: readonly (TransferDocument & { readonly id: string })[]
}

export interface ImportOptions extends PageOptions {
  /**
   * What happens to a document that is there: `force` gives it the new value and status (its type stays), `skip` leaves
   * it, `abort` stops at the first one. @defaultValue `force`
   */
  readonly override?: 'force' | 'skip' | 'abort'
}

export interface ImportResult {
  readonly success: number
  readonly failures: readonly ImportFailure[]
}

export interface ImportFailure {
  readonly key: string
  readonly labels: Labels
  /** The centre's code: `400004` there already, `400005` not tried after one that was there, `400001` invalid. */
  readonly code: string
  readonly message: string
}

/** Documents and characters of one request: the centre answers it as a whole, and etcd takes no more than 1.5 MB. */
const BATCH = 100
const BATCH_CHARACTERS = 512 * 1024
const STOPPED = '400005'

/** @throws ConfigError CHS_CONFIG_REFUSED or CHS_CONFIG_UNAVAILABLE; what was sent before stays */
export async function importDocuments(
  http: AdminHttp,
  documents: readonly TransferDocument[],
  { override = 'force', onProgress, signal }: ImportOptions
): Promise<ImportResult> {
  const failures: ImportFailure[] = []
  let success = 0
  let done = 0
  let stopped = false
  for (const batch of batchesOf(documents)) {
    if (stopped) {
      for (const { key, labels } of batch)
        failures.push({ key, labels: withEnvironment(labels), code: STOPPED, message: 'not tried' })
    } else {
      const body = JSON.stringify({ data: batch.map(complete) })
      const request = { method: 'POST', path: `/file?override=${override}`, body, signal } as const
      const result = readAnswer(await http.ask(request, [200], override === 'force'), parseResult)
      success += result.success
      failures.push(...result.failures)
      stopped = override === 'abort' && result.failures.some(({ code }) => code === STOPPED)
    }
    done += batch.length
    onProgress?.(done, documents.length)
  }
  return { success, failures }
}

export function toFile(documents: readonly KieDocument[]): TransferFile {
  const data = documents.map((document) => {
    const { id, key, labels, value, valueType, status } = document
    return { id, key, labels, value, value_type: valueType ?? 'text', status }
  })
  return { metadata: { version: '1.0.0', annotations: {} }, data }
}

function complete(document: TransferDocument): object {
  const { key, value, labels = {}, value_type: type, status } = document
  return {
    key,
    value,
    value_type: type || 'text',
    status: status || 'enabled',
    labels: withEnvironment(labels)
  }
}

function* batchesOf(documents: readonly TransferDocument[]): Generator<TransferDocument[]> {
  let batch: TransferDocument[] = []
  let size = 0
  for (const document of documents) {
    const length = document.key.length + document.value.length
    if (batch.length === BATCH || (batch.length > 0 && size + length > BATCH_CHARACTERS)) {
      yield batch
      batch = []
      size = 0
    }
    batch.push(document)
    size += length
  }
  if (batch.length > 0) yield batch
}

/** `error_code` is a number at kie and a text at the cloud (config.md 3.7, 8.1). */
function parseResult(body: string): ImportResult {
  const answer = JSON.parse(body) as { success?: unknown; failure?: unknown } | null
  const { success, failure } = answer ?? {}
  if (!Array.isArray(success) || !Array.isArray(failure))
    throw new Error('the answer is no result of an import')
  const failures = (failure as Failure[]).map(
    ({ key, labels, error_code: code, error_message: message }) => ({
      key: key ?? '',
      labels: labels ?? {},
      code: String(code ?? ''),
      message: message ?? ''
    })
  )
  return { success: success.length, failures }
}

interface Failure {
  readonly key?: string
  readonly labels?: Labels | null
  readonly error_code?: number | string
  readonly error_message?: string
}
