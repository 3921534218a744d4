import { ConfigError } from '@node-chassis/core'

export type Labels = Readonly<Record<string, string>>

/** With the label that services always ask for (config.md 5.1). */
export function withEnvironment(labels: Labels = {}): Labels {
  return { environment: '', ...labels }
}

const VALUE = /^(?:[a-zA-Z0-9]{0,160}|[a-zA-Z0-9][a-zA-Z0-9_\-.]{0,158}[a-zA-Z0-9])$/
const NAME = /^(?:[a-zA-Z0-9]{1,32}|[a-zA-Z0-9][a-zA-Z0-9_\-.]{1,30}[a-zA-Z0-9])$/

/** `label=a%3Ab&label=…`, the form every centre accepts (config.md 6.1). */
export function labelQuery(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `label=${encodeURIComponent(`${name}:${value}`)}`)
    .join('&')
}

/**
 * A label that breaks the rules of config.md 1.4 would be answered with 400 for ever.
 * @throws ConfigError CHS_CONFIG_INVALID naming `key`
 */
export function checkLabel(name: string, value: string, key: string): void {
  if (NAME.test(name) && VALUE.test(value)) return
  throw new ConfigError(
    'CHS_CONFIG_INVALID',
    `\`${key}\`: the configuration centre takes no label "${name}:${value}"; use letters, digits, ".", "-" and "_" between letters or digits`,
    { key }
  )
}
