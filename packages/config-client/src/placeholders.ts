/**
 * Replaces `${key}`, `${key:default}` (Spring) and `${VARIABLE||default}` (Go; `^^` and `,,` change the case) in a text
 * (config.md 7.1). Only the first colon separates. What nobody knows stays as it is written.
 */
export function resolvePlaceholders(
  text: string,
  lookup: (key: string) => string | undefined,
  open: ReadonlySet<string> = new Set()
): string {
  let result = ''
  let at = 0
  for (let start = text.indexOf('${'); start >= 0; start = text.indexOf('${', at)) {
    const end = closing(text, start + 2)
    if (end < 0) break
    const inner = resolvePlaceholders(text.slice(start + 2, end), lookup, open)
    result += text.slice(at, start) + (valueOf(inner, lookup, open) ?? `\${${inner}}`)
    at = end + 1
  }
  return result + text.slice(at)
}

/** The first placeholder left in a resolved text. */
export function unresolvedIn(text: string): string | undefined {
  return /\$\{[^}]*\}/.exec(text)?.[0]
}

function valueOf(
  inner: string,
  lookup: (key: string) => string | undefined,
  open: ReadonlySet<string>
): string | undefined {
  const go = inner.indexOf('||')
  const colon = inner.indexOf(':')
  const [name, fallback] =
    go >= 0
      ? [inner.slice(0, go), inner.slice(go + 2)]
      : colon >= 0
        ? [inner.slice(0, colon), inner.slice(colon + 1)]
        : [inner, undefined]
  const [, key = name, change] = /^(.*?)(\^\^|,,)?$/s.exec(name) ?? []
  // A key that needs itself has no value.
  const found = open.has(key) ? undefined : lookup(key)
  if (found === undefined) return fallback
  const value = resolvePlaceholders(found, lookup, new Set([...open, key]))
  return change === '^^' ? value.toUpperCase() : change === ',,' ? value.toLowerCase() : value
}

function closing(text: string, from: number): number {
  let depth = 1
  for (let i = from; i < text.length; i++) {
    if (text.startsWith('${', i)) depth++
    else if (text[i] === '}' && --depth === 0) return i
  }
  return -1
}
