const TRUE: ReadonlySet<string> = new Set(['true', 'on', 'yes', '1', 't'])
const FALSE: ReadonlySet<string> = new Set(['false', 'off', 'no', '0', 'f'])

/** The boolean words of Spring and Go in any case (config.md 5.4); undefined for others. */
export function booleanOf(text: string): boolean | undefined {
  const word = text.trim().toLowerCase()
  return TRUE.has(word) ? true : FALSE.has(word) ? false : undefined
}

/** A decimal or `0x` number, trimmed (config.md 5.4); undefined for anything else. */
export function numberOf(text: string): number | undefined {
  const trimmed = text.trim()
  if (/^[-+]?0[xX][0-9a-fA-F]+$/.test(trimmed)) return parseInt(trimmed, 16)
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(trimmed) ? Number(trimmed) : undefined
}

/** Items between commas, trimmed, without empty ones. */
export function itemsOf(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}
