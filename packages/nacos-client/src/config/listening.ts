import type { ConfigKey, Listened } from './wire.ts'

// Fields end with U+0002, lines with U+0001; the public namespace has no field (nacos.md 7.1).
const FIELD = '\u0002'
const LINE = '\u0001'

/** The form field `Listening-Configs`, before it is percent-encoded (U1). */
export function listeningText(entries: readonly Listened[], tenant: string): string {
  const end = tenant === '' ? '' : FIELD + tenant
  return entries.map(({ key, md5 }) => [key.dataId, key.group, md5].join(FIELD) + end + LINE).join('')
}

/** What changed, as the listener answers it (U2). */
export function changedIn(body: string): readonly (ConfigKey & { readonly tenant: string })[] {
  return decodeURIComponent(body.trim())
    .split(LINE)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [dataId = '', group = '', tenant = ''] = line.split(FIELD)
      return { dataId, group, tenant }
    })
}
