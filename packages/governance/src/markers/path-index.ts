/** A radix tree of texts: finds what equals or begins a path by walking it once, without making a text. */
export class PathIndex<Entry> {
  readonly #root = newNode<Entry>('')

  add(text: string, kind: 'exact' | 'prefix', entry: Entry): void {
    let node = this.#root
    let rest = text
    while (rest !== '') {
      const first = rest.charCodeAt(0)
      const child = childOf(node, first)
      if (child === undefined) {
        const leaf = newNode<Entry>(rest)
        adopt(node, leaf)
        node = leaf
        break
      }
      const common = commonLength(child.label, rest)
      node = common === child.label.length ? child : split(node, child, common)
      rest = rest.slice(common)
    }
    ;(kind === 'exact' ? node.exacts : node.prefixes).push(entry)
  }

  /**
   * Writes the entries for a text behind the first `count` of `out`; answers how many there are then.
   * @param exactOnly leaves out what merely begins the text
   */
  collect(text: string, out: Entry[], count: number, exactOnly = false): number {
    let node = this.#root
    let at = 0
    let n = count
    for (;;) {
      if (!exactOnly) for (let i = 0; i < node.prefixes.length; i++) out[n++] = node.prefixes[i] as Entry
      if (at === text.length) {
        for (let i = 0; i < node.exacts.length; i++) out[n++] = node.exacts[i] as Entry
        return n
      }
      const child = childOf(node, text.charCodeAt(at))
      if (child === undefined) return n
      // By hand: a call of startsWith costs more than the characters.
      const { label } = child
      if (at + label.length > text.length) return n
      for (let i = 1; i < label.length; i++) if (label.charCodeAt(i) !== text.charCodeAt(at + i)) return n
      at += label.length
      node = child
    }
  }
}

interface Node<Entry> {
  label: string
  /** First character of each child's label. */
  readonly firsts: number[]
  readonly children: Node<Entry>[]
  readonly prefixes: Entry[]
  readonly exacts: Entry[]
}

function newNode<Entry>(label: string): Node<Entry> {
  return { label, firsts: [], children: [], prefixes: [], exacts: [] }
}

// Children are few, and looking through a short list beats a hash.
function childOf<Entry>({ firsts, children }: Node<Entry>, first: number): Node<Entry> | undefined {
  for (let i = 0; i < firsts.length; i++) if (firsts[i] === first) return children[i]
  return undefined
}

function adopt<Entry>(parent: Node<Entry>, child: Node<Entry>): void {
  parent.firsts.push(child.label.charCodeAt(0))
  parent.children.push(child)
}

function commonLength(a: string, b: string): number {
  let n = 0
  while (n < a.length && n < b.length && a.charCodeAt(n) === b.charCodeAt(n)) n++
  return n
}

function split<Entry>(parent: Node<Entry>, child: Node<Entry>, at: number): Node<Entry> {
  const upper = newNode<Entry>(child.label.slice(0, at))
  parent.children[parent.children.indexOf(child)] = upper
  child.label = child.label.slice(at)
  adopt(upper, child)
  return upper
}
