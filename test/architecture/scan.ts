// TypeScript 7 offers no API to its syntax trees, so the source is scanned: comments and the contents of strings are
// blanked first, keeping every position, so that what is left can be searched by regular expressions.

interface Blanked {
  /** Comments blanked. */
  readonly code: string
  /** Comments, and the contents of strings, templates and regular expressions, blanked. */
  readonly bones: string
}

const blank = (text: string): string => text.replace(/[^\n]/g, ' ')

// A slash after one of these begins a regular expression; after anything else it divides.
const BEFORE_REGEXP =
  /(?:^|[=(,:;!&|?{}[+\-*%<>~^]|\b(?:return|typeof|case|in|of|yield|await|void|throw))\s*$/

const TOKENS = {
  lineComment: /\/\/[^\n]*/y,
  blockComment: /\/\*[\s\S]*?(?:\*\/|$)/y,
  quoted: /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y,
  regexp: /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y
}

export function blankOut(source: string): Blanked {
  let code = ''
  let bones = ''
  // What a closing brace returns to: a template's `${`, or a plain block.
  const braces: ('template' | 'block')[] = []
  let at = 0
  let inTemplate = false
  const keep = (text: string): void => {
    code += text
    bones += text
    at += text.length
  }
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    return pattern.exec(source)?.[0]
  }
  while (at < source.length) {
    const char = source[at] as string
    if (inTemplate) {
      if (char === '`') {
        inTemplate = false
        keep(char)
      } else if (char === '$' && source[at + 1] === '{') {
        inTemplate = false
        braces.push('template')
        keep('${')
      } else {
        const text = char === '\\' ? source.slice(at, at + 2) : char
        code += text
        bones += blank(text)
        at += text.length
      }
      continue
    }
    const comment = take(TOKENS.lineComment) ?? take(TOKENS.blockComment)
    const quoted = take(TOKENS.quoted)
    const regexp =
      comment === undefined && BEFORE_REGEXP.test(bones.slice(-40)) ? take(TOKENS.regexp) : undefined
    if (comment !== undefined) {
      code += blank(comment)
      bones += blank(comment)
      at += comment.length
    } else if (quoted !== undefined || regexp !== undefined) {
      const text = (quoted ?? regexp) as string
      code += text
      bones += text[0] + blank(text.slice(1, -1)) + text.at(-1)
      at += text.length
    } else {
      if (char === '`') inTemplate = true
      else if (char === '{') braces.push('block')
      else if (char === '}') inTemplate = braces.pop() === 'template'
      keep(char)
    }
  }
  return { code, bones }
}

/** Every module that a source names: import, export from, dynamic import, `import('…')` types, require. */
export function specifiersOf(source: string): string[] {
  const { code, bones } = blankOut(source)
  // The keyword is looked for where no string can pretend to be one; the name is then read from the code.
  const openings =
    /\b(?:import|export)\b[^'"`;()=]*?\bfrom\s*(?=['"])|\bimport\s*(?=['"])|\b(?:import|require|require\.resolve)\s*\(\s*(?=['"`])/g
  return [...bones.matchAll(openings)].flatMap((match) => {
    const name = /^(['"`])([^'"`\n]*)\1/.exec(code.slice(match.index + match[0].length))?.[2]
    return name === undefined ? [] : [name]
  })
}

const MUTABLE = /\bnew\s+(Map|Set|WeakMap|WeakSet|AsyncLocalStorage|EventEmitter|EventHub)\b/g
const EMPTY_LITERAL = /=\s*(?:\[\s*\]|\{\s*\})\s*(?:as\b.*)?;?\s*$/
const READ_ONLY_TYPE = /:\s*(?:Readonly(?:Map|Set|Array)?<|readonly\s)/

/**
 * State that every user of a module would share: two chassis in one process must share nothing.
 *
 * Flagged, at module level: `let`, `var`; `const` holding a mutable collection, an AsyncLocalStorage or an emitter,
 * unless its declared type is read-only or it is frozen; a `const` that begins as an empty array or object, for it is there to be filled; `static` fields that are not readonly.
 */
export function mutableStateOf(source: string): string[] {
  const { bones } = blankOut(source)
  const found: string[] = []
  for (const { text, line } of topLevelStatements(bones)) {
    const declaration = /^(?:export\s+)?(?:declare\s+)?(let|var|const)\s+(.*)$/s.exec(text)
    if (declaration === null) continue
    const [, keyword, rest = ''] = declaration
    if (keyword !== 'const') {
      found.push(`${line}: ${keyword}`)
      continue
    }
    const head = rest.slice(0, rest.search(/=(?![=>])/) + 1)
    if (READ_ONLY_TYPE.test(head)) continue
    const value = rest.slice(head.length)
    const body = value.trimStart()
    // A function makes its collections anew on every call.
    if (/^(?:async\b|function\b|\([^]*?\)\s*(?::[^=]*)?=>|<|[\w$]+\s*=>)/.test(body)) continue
    const container = [...body.matchAll(MUTABLE)].find(
      (match) => !(/:/.test(head) && isReadOnlyField(bones, body, match.index))
    )?.[1]
    if (container !== undefined && !/^Object\.freeze\s*\(/.test(body)) found.push(`${line}: new ${container}`)
    else if (EMPTY_LITERAL.test(`= ${body.trimEnd()}`)) found.push(`${line}: empty container`)
  }
  for (const match of bones.matchAll(
    /^\s+(?:public\s+|private\s+|protected\s+)?static\s+(?!readonly\b|async\b|\{)[\w#$]+\s*(?::[^=(;\n]*)?[=;]/gm
  )) {
    found.push(`${lineAt(bones, match.index + match[0].search(/\S/))}: static field`)
  }
  return found
}

// `key: new Map()` inside an object of a declared type, when this file declares `key` as a read-only collection.
function isReadOnlyField(bones: string, body: string, at: number): boolean {
  const key = /([\w$]+)\s*:\s*$/.exec(body.slice(0, at))?.[1]
  return key !== undefined && new RegExp(`\\breadonly\\s+${key}\\??\\s*:\\s*Readonly(?:Map|Set)<`).test(bones)
}

const lineAt = (text: string, at: number): number => text.slice(0, at).split('\n').length

// Formatted source: whatever begins at the left edge begins a statement at module level.
function topLevelStatements(bones: string): { text: string; line: number }[] {
  const starts = [...bones.matchAll(/^[A-Za-z]/gm)].map((match) => match.index)
  return starts.map((start, i) => ({ text: bones.slice(start, starts[i + 1]), line: lineAt(bones, start) }))
}
