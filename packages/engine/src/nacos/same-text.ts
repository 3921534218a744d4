import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether two texts are the same; takes as long whatever they have in common. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
