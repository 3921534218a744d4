/** Recorded ids and revisions, and what the engine calls the same things. */
export class Translation {
  readonly #words = new Map<string, string>()
  readonly #revisions = new Map<string, string>()

  learn(recorded: string, actual: string): void {
    this.#words.set(recorded, actual)
  }

  learnRevision(recorded: string, actual: string): void {
    this.#revisions.set(recorded, actual)
  }

  knows(recorded: string): boolean {
    return this.#words.has(recorded)
  }

  /** A recorded text in the engine's words. */
  text(recorded: string): string {
    return recorded.replace(NAMES, (name) => this.#words.get(name) ?? name)
  }

  /** A path with its ids and its `revision`. */
  path(recorded: string): string {
    return this.text(recorded).replace(
      /([?&]revision=)(\d+)/,
      (_, before: string, revision: string) => before + (this.#revisions.get(revision) ?? revision)
    )
  }
}

// Ids in hexadecimal (of services, instances, revisions), UUIDs, tokens, and the names that the server makes up itself.
const NAMES =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32}|scene-[0-9a-z]{4}(?![0-9a-z])|eyJ[\w-]+\.[\w-]+\.[\w-]+/g
const IS_NAME = new RegExp(`^(?:${NAMES.source})$`)

/** Members whose values come from the time, the place or the counter: only their kind is compared. */
const VOLATILE = new Set(
  [
    [
      'timestamp',
      'modTimestamp',
      'create_time',
      'update_time',
      'createTime',
      'creatTime',
      'updateTime',
      'releaseAt'
    ],
    [
      'revision',
      'create_revision',
      'update_revision',
      'hostName',
      'endpoints',
      'polling_data',
      'total_kv_count'
    ],
    // Free texts for people; the codes beside them are compared.
    ['detail', 'error_message']
  ].flat()
)

/**
 * Why an answer is not like the recorded one, undefined when it is: same kinds, same members, same values but for
 * what time and place decide. Learns the engine's words for recorded ids where `learn` says so.
 * @param ordered lists must come in the recorded order; otherwise only with the same items
 */
export function unlike(
  recorded: unknown,
  actual: unknown,
  words: Translation,
  options: { readonly ordered: boolean; readonly learn: boolean },
  at = 'body'
): string | undefined {
  const name = at.slice(at.lastIndexOf('.') + 1)
  if (Array.isArray(recorded)) return unlikeList(recorded as unknown[], actual, words, options, at)
  if (typeof recorded === 'object' && recorded !== null) {
    if (typeof actual !== 'object' || actual === null || Array.isArray(actual))
      return `${at} is ${shown(actual)}, recorded was an object`
    const missing = Object.keys(recorded).find((key) => !Object.hasOwn(actual, key))
    if (missing !== undefined) return `${at}.${missing} is missing`
    const surplus = Object.keys(actual).find((key) => !Object.hasOwn(recorded, key))
    if (surplus !== undefined) return `${at}.${surplus} was not recorded`
    for (const [key, value] of Object.entries(recorded)) {
      const reason = unlike(value, (actual as Record<string, unknown>)[key], words, options, `${at}.${key}`)
      if (reason !== undefined) return reason
    }
    return undefined
  }
  if (typeof recorded !== typeof actual || (recorded === null) !== (actual === null))
    return `${at} is ${shown(actual)}, recorded was ${shown(recorded)}`
  if (recorded === actual || VOLATILE.has(name)) return undefined
  if (typeof recorded === 'string' && typeof actual === 'string') {
    if (words.text(recorded) === actual) return undefined
    // `Message(detail)`: the detail is free text.
    if (name === 'errMessage' && recorded.split('(')[0] === actual.split('(')[0]) return undefined
    if (IS_NAME.test(recorded) && isOfItsKind(recorded, actual) && !words.knows(recorded)) {
      if (options.learn) words.learn(recorded, actual)
      return undefined
    }
  }
  return `${at} is ${shown(actual)}, recorded was ${shown(recorded)}`
}

function unlikeList(
  recorded: readonly unknown[],
  actual: unknown,
  words: Translation,
  options: { readonly ordered: boolean; readonly learn: boolean },
  at: string
): string | undefined {
  if (!Array.isArray(actual)) return `${at} is ${shown(actual)}, recorded was a list`
  const left: unknown[] = [...(actual as unknown[])]
  const name = at.slice(at.lastIndexOf('.') + 1)
  if (VOLATILE.has(name)) return undefined
  if (recorded.length !== left.length)
    return `${at} has ${left.length} items, recorded were ${recorded.length}: ${shown(actual)}`
  for (const [index, item] of recorded.entries()) {
    const dry = { ...options, learn: false }
    const match = options.ordered
      ? 0
      : left.findIndex((other) => unlike(item, other, words, dry, at) === undefined)
    const chosen = left[Math.max(match, 0)]
    left.splice(Math.max(match, 0), 1)
    const reason = unlike(item, chosen, words, options, `${at}[${index}]`)
    if (reason !== undefined) return reason
  }
  return undefined
}

// An id may have another form of the same length (a UUID with or without dashes); a revision is any text.
function isOfItsKind(recorded: string, actual: string): boolean {
  for (const start of ['scene-', 'eyJ']) if (recorded.startsWith(start)) return actual.startsWith(start)
  return /^[0-9a-f-]{10,64}$/.test(actual)
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'absent'
  return text.length > 160 ? `${text.slice(0, 160)}…` : text
}
