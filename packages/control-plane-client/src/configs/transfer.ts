import type { CallOptions } from '../call-options.ts'
import type { ControlPlane } from '../control-plane.ts'
import { ControlPlaneError, invalidInput } from '../control-plane-error.ts'
import type { ResultOf } from '../operation-types.ts'
import { chunksOf } from './chunks.ts'

/** An item as export files hold it (5.2.2). */
export interface ConfigItem {
  readonly key: string
  readonly value: string
  readonly labels?: Readonly<Record<string, string>> | undefined
  /** @defaultValue `text` */
  readonly value_type?: string | undefined
  /** @defaultValue `enabled`; the server's own is `disabled`, which no service reads */
  readonly status?: string | undefined
}

/** What an export answers, and an import takes. */
export type ConfigFile = ResultOf<'exportKieConfigs'>

export interface ImportConfigsOptions extends CallOptions {
  /** @defaultValue the client's */
  readonly engineId?: string | undefined
  /** What happens to an item that is there: overwrite, leave alone, or stop. @defaultValue `force` */
  readonly override?: 'force' | 'abort' | 'skip'
  /** `name:value`, in place of the labels of every item. */
  readonly label?: string | undefined
  /** Hears after each chunk. */
  readonly onProgress?: (done: number, total: number) => void
}

/** One item that was not imported. */
export interface ConfigFailure {
  readonly key: string
  readonly labels: Readonly<Record<string, string>>
  /** The server's, as a text; one of its own for what was not sent (control-plane.md 6.2). */
  readonly code: string
  readonly message: string
}

export interface ImportConfigsResult {
  readonly imported: number
  readonly failures: readonly ConfigFailure[]
  /** What ended the import before its end. Items of the chunk that was on its way may be there, or not. */
  readonly error?: ControlPlaneError
}

const LONGEST_KEY = 2_048
const LONGEST_VALUE = 131_072
const NOT_TRIED = 'not tried'

/**
 * Imports items in chunks. The server answers 200 even when items failed; here each has its line (control-plane.md 7,
 * pitfall 9). What the server is known to refuse is not sent (8.2).
 * @throws the signal's reason; a failure of the cloud is in the result, beside what is imported already
 */
export async function importConfigs(
  cloud: Pick<ControlPlane, 'importKieConfigs'>,
  items: readonly ConfigItem[],
  { engineId, override = 'force', label, onProgress, ...call }: ImportConfigsOptions = {}
): Promise<ImportConfigsResult> {
  const failures = items.flatMap(refusedHere)
  const good = items.filter((item) => refusedHere(item).length === 0)
  let imported = 0
  let done = failures.length
  let stopped = override === 'abort' && failures.length > 0
  let broken: ControlPlaneError | undefined
  for (const chunk of chunksOf(good, ({ key, value }) => key.length + value.length)) {
    if (stopped)
      failures.push(...chunk.map((item) => failureOf(item, NOT_TRIED, 'an item before it was not imported')))
    else {
      try {
        const file = JSON.stringify({ data: chunk.map(complete) })
        const answer = await cloud.importKieConfigs({ engineId, override, label, file }, call)
        imported += answer.success?.length ?? 0
        failures.push(...(answer.failure ?? []).map(told))
        stopped = override === 'abort' && (answer.failure?.length ?? 0) > 0
      } catch (error) {
        if (!(error instanceof ControlPlaneError)) throw error
        broken = error
        stopped = true
        failures.push(...chunk.map((item) => failureOf(item, error.cloudCode ?? error.code, error.message)))
      }
    }
    done += chunk.length
    onProgress?.(done, items.length)
  }
  return { imported, failures, ...(broken !== undefined && { error: broken }) }
}

export interface ExportConfigsOptions extends CallOptions {
  /** @defaultValue the client's */
  readonly engineId?: string | undefined
  /** @defaultValue all that carry the label */
  readonly ids?: readonly string[]
  /** `name:value` */
  readonly label?: string | undefined
  /** The item has this label and no other. @defaultValue false */
  readonly exact?: boolean
}

/** Exports items, in the form that importConfigs takes. @throws as exportKieConfigs */
export function exportConfigs(
  cloud: Pick<ControlPlane, 'exportKieConfigs'>,
  { engineId, ids = [], label, exact = false, ...call }: ExportConfigsOptions = {}
): Promise<ConfigFile> {
  return cloud.exportKieConfigs(
    { engineId, label, ...(exact && { match: 'exact' }), body: { ids: [...ids] } },
    call
  )
}

/**
 * The items of an export file.
 * @throws ControlPlaneError `CHS_INVALID_ARGUMENT` when the text is none
 */
export function readConfigFile(text: string): ConfigItem[] {
  let file: unknown
  try {
    file = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    throw invalidInput('importKieConfigs', 'the file is no JSON')
  }
  const data = (file as { data?: unknown } | null)?.data
  if (!Array.isArray(data)) throw invalidInput('importKieConfigs', 'the file has no list named data')
  return data as ConfigItem[]
}

function complete(item: ConfigItem): ConfigItem {
  return { ...item, value_type: item.value_type || 'text', status: item.status || 'enabled' }
}

function refusedHere(item: ConfigItem): ConfigFailure[] {
  const { key, value } = item ?? {}
  if (typeof key !== 'string' || typeof value !== 'string')
    return [failureOf(item, 'SVCSTG.00400652', 'not sent: key or value is no text')]
  if (key.length < 1 || key.length > LONGEST_KEY)
    return [
      failureOf(
        item,
        'SVCSTG.00400649',
        `not sent: a key has 1 to ${LONGEST_KEY} characters, this one ${key.length}`
      )
    ]
  if (value.length > LONGEST_VALUE)
    return [
      failureOf(
        item,
        'SVCSTG.00400649',
        `not sent: a value has at most ${LONGEST_VALUE} characters, this one ${value.length}`
      )
    ]
  return []
}

function failureOf(item: ConfigItem | null, code: string, message: string): ConfigFailure {
  return { key: typeof item?.key === 'string' ? item.key : '', labels: item?.labels ?? {}, code, message }
}

type Told = NonNullable<ResultOf<'importKieConfigs'>['failure']>[number]

function told({ key, labels, error_code: code, error_message: message }: Told): ConfigFailure {
  return { key: key ?? '', labels: labels ?? {}, code: String(code ?? ''), message: message ?? '' }
}
