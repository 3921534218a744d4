import { KEYS } from '@node-chassis/core'
import type { KeyEntry } from '@node-chassis/core'
import type { Layer, Setting, Warn } from './layer.ts'

const EXACT = KEYS.filter(({ key }) => !/[<*]/.test(key))
/** `old.` and `proper.`, for the keys that end in `*`. */
const PREFIXES = KEYS.filter(({ key }) => key.endsWith('*')).flatMap(({ key, aliases }) =>
  aliases.map((alias) => ({ old: alias.slice(0, -1), proper: key.slice(0, -1) }))
)
const BY_FOLDED: ReadonlyMap<string, KeyEntry> = new Map(EXACT.map((entry) => [folded(entry.key), entry]))
/** Names the service only where no source names it (Spring). */
export const NAME_FALLBACK = 'spring.application.name'
const OLD = /^(?:APPLICATION_ID$|service_description\.|instance_description\.)/
/** They keep the text as written: a version 1.10 is not 1.1 (decisions.md N21). */
const IDENTITY: ReadonlySet<string> = new Set(
  ['name', 'application', 'version', 'environment'].map((part) => `servicecomb.service.${part}`)
)

/**
 * Gives every setting of a layer its proper key beside the one it was written under, in place. The proper key wins where
 * a layer has both. (config.md 7.2, decisions.md N22)
 */
export function canonical(layer: Layer, warn: Warn): Layer {
  const { settings } = layer
  const add = (key: string, setting: Setting): void => {
    if (!settings.has(key)) settings.set(key, setting)
  }
  for (const [key, setting] of settings) {
    if (!key.startsWith('cse.')) continue
    const proper = `servicecomb.${key.slice(4)}`
    warn(`${layer.name}: \`${key}\` is the old spelling of \`${proper}\``)
    add(proper, setting)
  }
  for (const [key, setting] of settings) {
    const entry = BY_FOLDED.get(folded(key))
    if (entry === undefined || entry.key === key) continue
    warn(`${layer.name}: \`${key}\` is taken for \`${entry.key}\`; write it so`)
    add(entry.key, setting)
  }
  for (const entry of EXACT) {
    if (entry.type === 'list') for (const key of [entry.key, ...entry.aliases]) joinItems(settings, key)
    for (const alias of entry.aliases) {
      const setting = settings.get(alias)
      if (setting === undefined || alias === NAME_FALLBACK) continue
      if (OLD.test(alias)) warn(`${layer.name}: \`${alias}\` is the old spelling of \`${entry.key}\``)
      add(entry.key, setting)
    }
  }
  for (const [key, setting] of settings) {
    for (const { old, proper } of PREFIXES)
      if (key.startsWith(old)) add(proper + key.slice(old.length), setting)
  }
  for (const key of IDENTITY) {
    const setting = settings.get(key)
    if (setting === undefined || setting.text === setting.written) continue
    warn(
      `${layer.name}: \`${setting.key}: ${setting.written}\` would be ${setting.text} in Java; write it in quotes`
    )
    settings.set(key, { ...setting, text: setting.written })
  }
  return layer
}

/** `key[0]`, `key[1]`, … as one text with commas: both forms of a list are read alike (config.md 7.1). */
function joinItems(settings: Map<string, Setting>, key: string): void {
  const first = settings.get(`${key}[0]`)
  if (first === undefined || settings.has(key)) return
  const texts: string[] = []
  for (let at: Setting | undefined = first; at !== undefined; at = settings.get(`${key}[${texts.length}]`))
    texts.push(at.text)
  const text = texts.join(',')
  settings.set(key, { text, written: text, key })
}

function folded(key: string): string {
  return (key.includes('-') ? key.replaceAll('-', '') : key).toLowerCase()
}
