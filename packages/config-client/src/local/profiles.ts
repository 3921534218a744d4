import { itemsOf } from '../text/coerce.ts'
import type { Flat } from '../text/flatten.ts'

const ON_PROFILE = ['spring.config.activate.on-profile', 'spring.profiles']
const ACTIVE = 'spring.profiles.active'

/** A list key in either of its forms: one text with commas, or `key[0]`, `key[1]`, … */
function items(flat: Flat, key: string): string[] | undefined {
  const whole = flat.get(key)
  if (whole !== undefined) return itemsOf(whole.text)
  const parts: string[] = []
  for (let at = flat.get(`${key}[0]`); at !== undefined; at = flat.get(`${key}[${parts.length}]`))
    parts.push(at.text)
  return parts.length === 0 ? undefined : parts
}

/** Whether a document is for these profiles; one without a condition is for all. */
export function appliesTo(flat: Flat, active: readonly string[]): boolean {
  const wanted = ON_PROFILE.map((key) => items(flat, key)).find((found) => found !== undefined)
  if (wanted === undefined) return true
  return wanted.some((name) =>
    name.startsWith('!') ? !active.includes(name.slice(1).trim()) : active.includes(name)
  )
}

/** Profiles that a document without a condition switches on. */
export function profilesOf(flat: Flat): readonly string[] | undefined {
  return ON_PROFILE.some((key) => items(flat, key) !== undefined) ? undefined : items(flat, ACTIVE)
}
