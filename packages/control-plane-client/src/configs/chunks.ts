/** Of one request: the server answers it as a whole, and its store takes no more than 1.5 MB at once. */
const MOST_ITEMS = 100
const MOST_CHARACTERS = 512 * 1024

/** Items in portions for one request each; one that is too large by itself goes alone. */
export function* chunksOf<T>(items: readonly T[], sizeOf: (item: T) => number): Generator<readonly T[]> {
  let chunk: T[] = []
  let size = 0
  for (const item of items) {
    const own = sizeOf(item)
    if (chunk.length === MOST_ITEMS || (chunk.length > 0 && size + own > MOST_CHARACTERS)) {
      yield chunk
      chunk = []
      size = 0
    }
    chunk.push(item)
    size += own
  }
  if (chunk.length > 0) yield chunk
}
