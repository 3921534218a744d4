import { booleanOf, itemsOf, numberOf } from '../text/coerce.ts'

/** A setting on its way into a schema: its text, and the other readings of that text that are left to try. */
interface Leaf {
  /** Relative to the prefix. */
  readonly key: string
  reading: Reading
  readonly others: (() => Reading)[]
  /** What the schema had against the readings so far. */
  readonly complaints: string[]
}

type Reading = { readonly plain: unknown } | { readonly items: readonly Leaf[] }

interface Node {
  readonly children: Map<string, Node>
  leaf: Leaf | undefined
}

/** Flat settings as nested objects and lists whose leaves can be read as text, number, boolean or list. */
export interface Tree {
  /** What a schema is given. */
  value(): unknown
  /** The setting at a path of that value, or the nearest one above it. */
  leafAt(path: readonly PropertyKey[]): Leaf | undefined
}

/** @param texts settings by their key relative to the prefix */
export function treeOf(texts: Iterable<readonly [string, string]>): Tree {
  const root: Node = { children: new Map(), leaf: undefined }
  for (const [key, text] of texts) {
    let node = root
    for (const segment of segmentsOf(key)) {
      let next = node.children.get(segment)
      if (next === undefined) node.children.set(segment, (next = { children: new Map(), leaf: undefined }))
      node = next
    }
    node.leaf = leafOf(key, text)
  }
  return {
    value: () => (root.children.size === 0 ? {} : valueOf(root)),
    leafAt: (path) => leafAt(root, path)
  }
}

/** Reads the setting another way. @param complaint about the present one @returns false when there is none left */
export function readAnotherWay(leaf: Leaf, complaint: string): boolean {
  const next = leaf.others.shift()
  // As a list everything is wrong: only what is said of texts, numbers and booleans tells something.
  if ('plain' in leaf.reading && leaf.reading.plain !== undefined) leaf.complaints.push(complaint)
  if (next === undefined) return false
  leaf.reading = next()
  return true
}

/** Text first: a schema that wants a text gets what was written. */
function leafOf(key: string, text: string): Leaf {
  const others: (() => Reading)[] = []
  const [number, boolean] = [numberOf(text), booleanOf(text)]
  if (number !== undefined) others.push(() => ({ plain: number }))
  if (boolean !== undefined) others.push(() => ({ plain: boolean }))
  others.push(() => ({ items: itemsOf(text).map((item) => leafOf(key, item)) }))
  // `key:` with nothing behind it says nothing.
  if (text.trim() === '') others.push(() => ({ plain: undefined }))
  return { key, reading: { plain: text }, others, complaints: [] }
}

/** `a.b[0].c` is a, b, [0], c. */
function segmentsOf(key: string): string[] {
  return key.split('.').flatMap((part) => {
    const [, name = '', indexes = ''] = /^(.*?)((?:\[\d+\])*)$/s.exec(part) ?? []
    return [...(name === '' && indexes !== '' ? [] : [name]), ...(indexes.match(/\[\d+\]/g) ?? [])]
  })
}

function valueOf({ children, leaf }: Node): unknown {
  // Where a key has a value and keys below it, the keys below are the structure.
  if (children.size === 0) return leaf === undefined ? undefined : leafValue(leaf)
  const list = itemsIn(children)
  if (list !== undefined) return list.map(valueOf)
  // Own properties whatever their name: `__proto__` from a configuration centre is a key like any other.
  return Object.fromEntries(
    [...children]
      .map(([name, child]) => [name, valueOf(child)] as const)
      .filter(([, value]) => value !== undefined)
  )
}

function leafValue({ reading }: Leaf): unknown {
  return 'items' in reading ? reading.items.map(leafValue) : reading.plain
}

/** The items of a list in order of their index, holes closed; undefined when some key is none. */
function itemsIn(children: ReadonlyMap<string, Node>): Node[] | undefined {
  if (![...children.keys()].every((name) => /^\[\d+\]$/.test(name))) return undefined
  return [...children]
    .map(([name, node]) => [Number(name.slice(1, -1)), node] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, node]) => node)
}

function leafAt(root: Node, path: readonly PropertyKey[]): Leaf | undefined {
  let node = root
  let depth = 0
  for (; depth < path.length && node.children.size > 0; depth++) {
    const next = itemsIn(node.children)?.[Number(path[depth])] ?? node.children.get(String(path[depth]))
    if (next === undefined) return undefined
    node = next
  }
  if (node.children.size > 0 || node.leaf === undefined) return undefined
  let leaf = node.leaf
  for (; depth < path.length && 'items' in leaf.reading; depth++) {
    const item = leaf.reading.items[Number(path[depth])]
    if (item === undefined) break
    leaf = item
  }
  return leaf
}
