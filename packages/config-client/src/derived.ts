import type { Layer, Setting, Warn } from './layer.ts'
import { booleanOf, numberOf } from './text/coerce.ts'

const SPRING = 'spring.cloud.servicecomb'
const GO = 'servicecomb.config.client'
const CROSS_APP = 'servicecomb.service.properties.allowCrossApp'

type Lookup = (key: string) => string | undefined

interface Rule {
  readonly from: string
  readonly to: string
  /** The text under the proper key; undefined when the setting says nothing there. */
  readonly read: (setting: Setting, lookup: Lookup, warn: Warn) => string | undefined
}

/** Spellings that need more than another name: another unit, or a second key that must agree (config.md 7.2, N22). */
const RULES: readonly Rule[] = [
  {
    from: `${SPRING}.config.serverAddr`,
    to: 'servicecomb.kie.serverUri',
    read({ text, key }, lookup, warn) {
      if (lookup(`${SPRING}.config.serverType`) === 'kie')
        return booleanOf(lookup(`${SPRING}.config.enabled`) ?? 'true') === false ? undefined : text
      warn(`\`${key}\` counts only together with \`serverType: kie\`; there is no configuration centre`)
      return undefined
    }
  },
  {
    from: `${GO}.serverUri`,
    to: 'servicecomb.kie.serverUri',
    read({ text, key }, lookup, warn) {
      // Java 2 meant the old config-center by `cse.config.client`, Go means kie unless it says otherwise.
      const type = lookup(`${GO}.type`) ?? (key.startsWith('cse.') ? 'config-center' : 'kie')
      if (type === 'kie' || type === 'servicecomb-kie')
        return booleanOf(lookup(`${GO}.enabled`) ?? 'true') === false ? undefined : text
      warn(
        `\`${key}\` names a configuration centre of type ${type}, which is not supported; use \`servicecomb.kie.serverUri\``
      )
      return undefined
    }
  },
  {
    from: `${GO}.refreshInterval`,
    to: 'servicecomb.kie.refreshInterval',
    read: ({ text }) => scaled(text, 1000)
  },
  {
    from: `${GO}.refreshMode`,
    to: 'servicecomb.kie.enableLongPolling',
    read: ({ text }) => (text.trim() === '1' ? 'false' : undefined)
  },
  {
    from: 'servicecomb.registry.refreshInterval',
    to: 'servicecomb.registry.sc.pollIntervalInMillis',
    read({ text }) {
      const [, count, unit] = /^\s*(\d+)(ms|s|m)\s*$/.exec(text) ?? []
      return count === undefined ? undefined : scaled(count, unit === 'ms' ? 1 : unit === 's' ? 1000 : 60_000)
    }
  },
  {
    from: 'servicecomb.registry.scope',
    to: CROSS_APP,
    read: ({ text }) => (text === 'full' ? 'true' : undefined)
  },
  { from: `${SPRING}.discovery.allowCrossApp`, to: CROSS_APP, read: ({ text }) => text },
  {
    from: `${SPRING}.discovery.waitTimeForShutDownInMillis`,
    to: 'servicecomb.boot.turnDown.waitInSeconds',
    read: ({ text }) => scaled(text, 0.001)
  }
]

/** Adds what a layer says in a foreign unit or under a condition. @param lookup every layer, strongest first */
export function derive(layer: Layer, lookup: Lookup, warn: Warn): Layer {
  const settings = new Map(layer.settings)
  for (const { from, to, read } of RULES) {
    const setting = settings.get(from)
    if (setting === undefined || settings.has(to)) continue
    const text = read(setting, lookup, warn)
    if (text !== undefined) settings.set(to, { ...setting, text, written: text })
  }
  return { name: layer.name, settings }
}

function scaled(text: string, factor: number): string | undefined {
  const value = numberOf(text)
  return value === undefined ? undefined : String(value * factor)
}
