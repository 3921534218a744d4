/** A page of a list; the first is 1. */
export function paged<T>(all: readonly T[], pageNo: number, pageSize: number): readonly T[] {
  const size = Math.max(0, Math.floor(pageSize))
  const from = Math.max(0, Math.floor(pageNo) - 1) * size
  return all.slice(from, from + size)
}
