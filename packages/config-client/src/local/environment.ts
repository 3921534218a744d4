import { KEYS } from '@node-chassis/core'
import { layerOfTexts } from '../layer.ts'
import type { Layer, Warn } from '../layer.ts'

export type Variables = Readonly<Record<string, string | undefined>>

/** Variables that name the service only where nothing else does (decisions.md N23); `ENVIRONMENT` is too common a word. */
const WEAK = /^(?:CAS_.*|ENVIRONMENT)$/
/** Spellings that are a key by themselves: Java 2 and Go write `_` for the dot and keep the case (config.md 7.1). */
const OWN = /^(?:servicecomb|cse)[._]/
const PROPS: Readonly<Record<string, string>> = {
  SERVICECOMB_SERVICE_PROPS: 'servicecomb.service.properties.',
  SERVICECOMB_INSTANCE_PROPS: 'servicecomb.instance.properties.'
}
/** Each names another variable, which has the value (registry.md 16.6, java-chassis). */
const INDIRECT: Readonly<Record<string, string>> = {
  APP_MAPPING: 'servicecomb.service.application',
  SERVICE_MAPPING: 'servicecomb.service.name',
  VERSION_MAPPING: 'servicecomb.service.version'
}

/** The variable that speaks for a key: the key itself, `_` for `.` and `-`, the same in capitals (config.md 7.1). */
export function variableFor(key: string, variables: Variables): string | undefined {
  const underscored = key.replace(/[.-]/g, '_')
  return variables[key] ?? variables[underscored] ?? variables[underscored.toUpperCase()]
}

/** Weak variables, below every file. */
export function weakEnvironment(variables: Variables): Layer {
  const weak = Object.entries(variables).filter(([name]) => WEAK.test(name))
  return layerOfTexts('environment', texts(weak))
}

/**
 * What the environment says of the keys that are known: those of the key table and those found in files.
 * @param found keys of the files; ones without a dot are left alone, `path` is no setting because there is a `PATH`
 */
export function environmentLayer(variables: Variables, found: Iterable<string>, warn: Warn): Layer {
  const values = new Map<string, string>()
  for (const [name, text] of texts(Object.entries(variables))) {
    if (OWN.test(name)) values.set(name.replaceAll('_', '.'), text)
  }
  const known = KEYS.flatMap(({ key, aliases }) => [key, ...aliases]).filter((key) => !/[<*]/.test(key))
  for (const key of [...known, ...found]) {
    const text = WEAK.test(key) ? undefined : key.includes('.') ? variableFor(key, variables) : variables[key]
    if (text !== undefined && (key.includes('.') || known.includes(key))) values.set(key, text)
  }
  for (const [name, prefix] of Object.entries(PROPS)) {
    for (const pair of (variables[name] ?? '').split(',')) {
      const at = pair.indexOf(':')
      if (at > 0) values.set(prefix + pair.slice(0, at).trim(), pair.slice(at + 1).trim())
    }
  }
  for (const [name, key] of Object.entries(INDIRECT)) {
    const other = variables[name]
    if (other === undefined || other === '') continue
    const text = variables[other]
    if (text === undefined) warn(`environment: ${name} names the variable ${other}, which is not set`)
    else values.set(key, text)
  }
  return layerOfTexts('environment', values)
}

function texts(entries: readonly (readonly [string, string | undefined])[]): [string, string][] {
  return entries.filter((entry): entry is [string, string] => entry[1] !== undefined)
}
