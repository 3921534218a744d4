/** The members cannot be read as what they should be. */
export class Undecodable extends Error {}

/** A JSON object whose members are read as Jackson reads them: absent and null are the same, scalars become each other. */
export class JsonFields {
  readonly #members: ReadonlyMap<string, unknown>

  constructor(members: ReadonlyMap<string, unknown>) {
    this.#members = members
  }

  /** @throws Undecodable when it is no JSON object */
  static parse(text: string): JsonFields {
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch (cause) {
      throw new Undecodable('no JSON', { cause })
    }
    return fieldsOf(value)
  }

  /** @throws Undecodable as all below */
  text(name: string): string | undefined {
    const value = this.#members.get(name) ?? undefined
    if (value === undefined || typeof value === 'string') return value
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    throw new Undecodable(`${name} is no text`)
  }

  number(name: string): number | undefined {
    const value = this.#members.get(name) ?? undefined
    if (value === undefined || typeof value === 'number') return value
    if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)))
      return Number(value)
    throw new Undecodable(`${name} is no number`)
  }

  flag(name: string): boolean | undefined {
    const value = this.#members.get(name) ?? undefined
    if (value === undefined || typeof value === 'boolean') return value
    if (value === 'true' || value === 'false') return value === 'true'
    throw new Undecodable(`${name} is neither true nor false`)
  }

  object(name: string): JsonFields | undefined {
    const value = this.#members.get(name) ?? undefined
    return value === undefined ? undefined : fieldsOf(value)
  }

  objects(name: string): readonly JsonFields[] {
    const value = this.#members.get(name) ?? []
    if (!Array.isArray(value)) throw new Undecodable(`${name} is no list`)
    return value.map(fieldsOf)
  }

  textList(name: string): readonly string[] {
    const value = this.#members.get(name) ?? []
    if (!Array.isArray(value) || value.some((each) => typeof each !== 'string')) {
      throw new Undecodable(`${name} is no list of texts`)
    }
    return value as readonly string[]
  }

  /** Every member as text; those that are null are left out. */
  texts(): Readonly<Record<string, string>> {
    const texts: [string, string][] = []
    for (const name of this.#members.keys()) {
      const value = this.text(name)
      if (value !== undefined) texts.push([name, value])
    }
    return Object.fromEntries(texts)
  }
}

function fieldsOf(value: unknown): JsonFields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Undecodable('no object')
  return new JsonFields(new Map(Object.entries(value)))
}
