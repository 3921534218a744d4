import { ConfigError } from '@node-chassis/core'

/** A namespace id as each interface of the server wants it (nacos.md 5, 7; U14). */
export interface Namespace {
  /** An empty one would be a third, invisible namespace (G24). */
  readonly grpcNaming: string
  readonly grpcConfig: string
  readonly httpNaming: string
  /** Undefined: the parameter is not sent (C9). */
  readonly httpV1Config: string | undefined
  readonly httpV3: string
  readonly console: string
}

const PUBLIC = 'public'

/** @param text what the user wrote: nothing, `public` or an id */
export function namespaceOf(text: string): Namespace {
  const id = text.trim() === PUBLIC ? '' : text.trim()
  const named = id === '' ? PUBLIC : id
  return {
    grpcNaming: named,
    grpcConfig: id,
    httpNaming: named,
    httpV1Config: id === '' ? undefined : id,
    httpV3: named,
    console: id
  }
}

interface Rule {
  readonly pattern: RegExp
  readonly most: number
  readonly words: string
}

/** nacos.md 11. */
const RULES = {
  dataId: { pattern: /^[a-zA-Z0-9\-_:.]+$/, most: 256, words: 'letters, digits, "-", "_", ":" and "."' },
  group: { pattern: /^[a-zA-Z0-9\-_:.]+$/, most: 128, words: 'letters, digits, "-", "_", ":" and "."' },
  namespace: { pattern: /^[\w-]*$/, most: 64, words: 'letters, digits, "_" and "-"' },
  cluster: { pattern: /^[0-9a-zA-Z\-_]+$/, most: 64, words: 'letters, digits, "-" and "_"' },
  service: {
    pattern: /^(?!@)(?!.*@@)[^\s\u4e00-\u9fff]+$/,
    most: 512,
    words: 'no white space, no Chinese characters, no "@" in front, no "@@"'
  }
} as const satisfies Record<string, Rule>

/**
 * Refuses what the server would refuse, or would take and lose.
 * @throws ConfigError CHS_CONFIG_INVALID naming the key
 */
export function checkName(kind: keyof typeof RULES, text: string, key: string): void {
  const { pattern, most, words } = RULES[kind]
  if (pattern.test(text) && text.length <= most) return
  throw new ConfigError(
    'CHS_CONFIG_INVALID',
    `\`${key}\`: "${text.slice(0, 80)}" is no name of a ${kind} in Nacos; it must have 1 to ${most} characters: ${words}`,
    { key }
  )
}

const MOST_METADATA = 1024

/**
 * Servers from 2.3 refuse longer metadata, older ones take it (nacos.md 10.9, X11).
 * @throws ConfigError CHS_CONFIG_INVALID naming the key
 */
export function checkMetadata(metadata: Readonly<Record<string, string>>, key: string): void {
  let length = 0
  for (const [name, value] of Object.entries(metadata)) length += name.length + value.length
  if (length <= MOST_METADATA) return
  const largest = Object.entries(metadata).toSorted((a, b) => b[1].length - a[1].length)[0]?.[0]
  throw new ConfigError(
    'CHS_CONFIG_INVALID',
    `\`${key}\`: names and values together have ${length} characters, Nacos takes ${MOST_METADATA}; the largest is "${largest}"`,
    { key }
  )
}
