import { NAME_FALLBACK, canonical } from '../aliases.ts'
import { derive } from '../derived.ts'
import { layerOfTexts } from '../layer.ts'
import type { Layer, Warn } from '../layer.ts'
import { argumentsLayer } from './arguments.ts'
import { environmentLayer, weakEnvironment } from './environment.ts'
import type { Variables } from './environment.ts'
import { readLocalFiles } from './local-layers.ts'

/** What is known at start and never changes, weakest first inside each (config.md 7.1). */
export interface LocalSources {
  /** Files. */
  readonly below: readonly Layer[]
  /** Environment, command line and `mapping.yaml`: above the centre with `remotePriority: belowEnv`. */
  readonly environment: readonly Layer[]
  /** Options given in code: above everything. */
  readonly options: Layer
}

/** @throws ConfigError CHS_CONFIG_INVALID naming file and line */
export function readLocalSources(
  given: {
    readonly dir: string
    readonly variables: Variables
    readonly args: readonly string[]
    readonly options: Readonly<Record<string, string>>
  },
  warn: Warn
): LocalSources {
  const { variables, options } = given
  const args = argumentsLayer(given.args)
  const active = 'spring.profiles.active'
  const profiles = options[active] ?? args.settings.get(active)?.text ?? variables['SPRING_PROFILES_ACTIVE']
  const files = readLocalFiles(given.dir, profiles, warn)
  const found = files.layers.flatMap(({ settings }) => [...settings.keys()])
  const proper = (layers: readonly Layer[]): Layer[] => layers.map((layer) => canonical(layer, warn))
  const below = proper([weakEnvironment(variables), ...files.layers])
  const environment = proper([environmentLayer(variables, found, warn), args])
  const code = canonical(layerOfTexts('options', Object.entries(options)), warn)
  const strongestFirst = [...below, ...environment, code].toReversed()
  const lookup = (key: string): string | undefined =>
    strongestFirst.find(({ settings }) => settings.has(key))?.settings.get(key)?.text
  const name = lookup(NAME_FALLBACK)
  if (name !== undefined)
    below[0]?.settings.set('servicecomb.service.name', { text: name, written: name, key: NAME_FALLBACK })
  const mapped = [...files.mapping].flatMap(([from, targets]) => {
    const text = variables[from] ?? lookup(from)
    return text === undefined ? [] : targets.map((target) => [target, text] as const)
  })
  const mapping = canonical(layerOfTexts('mapping.yaml', mapped), warn)
  const derived = (layer: Layer): Layer => derive(layer, lookup, warn)
  return {
    below: below.map(derived),
    environment: [...environment.map(derived), mapping],
    options: code
  }
}
