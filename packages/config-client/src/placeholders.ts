interface Budget {
  steps: number
  characters: number
}

/** One value may bring in a few others, not two to the power of them; nesting costs a call each. */
const MOST_STEPS = 500
const MOST_CHARACTERS = 4 * 1024 * 1024

/**
 * Replaces `${key}`, `${key:default}` (Spring) and `${VARIABLE||default}` (Go; `^^` and `,,` change the case) in a text
 * (config.md 7.1). Only the first colon separates. What nobody knows stays as it is written, and so does a text whose
 * placeholders multiply beyond all measure.
 */
export function resolvePlaceholders(
  text: string,
  lookup: (key: string) => string | undefined,
  open: ReadonlySet<string> = new Set(),
  budget: Budget = { steps: MOST_STEPS, characters: MOST_CHARACTERS }
): string {
  budget.steps--
  budget.characters -= text.length
  if (budget.steps < 0 || budget.characters < 0) return text
  let result = ''
  let at = 0
  for (let start = text.indexOf('${'); start >= 0; start = text.indexOf('${', at)) {
    const end = closing(text, start + 2)
    if (end < 0) break
    const inner = resolvePlaceholders(text.slice(start + 2, end), lookup, open, budget)
    result += text.slice(at, start) + (valueOf(inner, lookup, open, budget) ?? `\${${inner}}`)
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
  open: ReadonlySet<string>,
  budget: Budget
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
  const value = resolvePlaceholders(found, lookup, new Set([...open, key]), budget)
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
