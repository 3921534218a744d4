/** The part of JSON schema that the kinds need. */
export interface SpecSchema {
  readonly type: 'object' | 'array' | 'string' | 'integer' | 'number'
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, SpecSchema>>
  readonly items?: SpecSchema
  readonly minLength?: number
  readonly minItems?: number
  readonly minProperties?: number
  readonly minimum?: number
  readonly oneOf?: readonly string[]
}

/**
 * The first thing that is wrong with a value, undefined when nothing is. Worded as the validator of service-center words
 * it: people search for these texts.
 * @param at dotted place of the value; positions in lists are not part of it
 */
export function specFault(value: unknown, schema: SpecSchema, at: string): string | undefined {
  if (!hasType(value, schema.type))
    return `${at} in body must be of type ${schema.type}: ${JSON.stringify(typeOf(value))}`
  if (typeof value === 'string') return textFault(value, schema, at)
  if (typeof value === 'number') return numberFault(value, schema, at)
  return Array.isArray(value) ? listFault(value, schema, at) : objectFault(value as object, schema, at)
}

function textFault(value: string, { minLength = 0, oneOf }: SpecSchema, at: string): string | undefined {
  if (value.length < minLength) return `${at} in body should be at least ${minLength} chars long`
  if (oneOf !== undefined && !oneOf.includes(value))
    return `${at} in body should be one of [${oneOf.join(' ')}]`
  return undefined
}

function numberFault(value: number, { minimum }: SpecSchema, at: string): string | undefined {
  return minimum === undefined || value >= minimum
    ? undefined
    : `${at} in body should be greater than or equal to ${minimum}`
}

function listFault(
  value: readonly unknown[],
  { minItems = 0, items }: SpecSchema,
  at: string
): string | undefined {
  if (value.length < minItems) return `${at} in body should have at least ${minItems} items`
  if (items === undefined) return undefined
  return firstOf(value.map((item) => () => specFault(item, items, at)))
}

function objectFault(
  value: object,
  { minProperties = 0, required = [], properties = {} }: SpecSchema,
  at: string
): string | undefined {
  if (Object.keys(value).length < minProperties)
    return `${at} in body should have at least ${minProperties} properties`
  const missing = required.find((name) => !Object.hasOwn(value, name))
  if (missing !== undefined) return `${at}.${missing} in body is required`
  return firstOf(
    Object.entries(properties)
      .filter(([name]) => Object.hasOwn(value, name))
      .map(
        ([name, schema]) =>
          () =>
            specFault((value as Record<string, unknown>)[name], schema, `${at}.${name}`)
      )
  )
}

function firstOf(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const fault = check()
    if (fault !== undefined) return fault
  }
  return undefined
}

function hasType(value: unknown, type: SpecSchema['type']): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeOf(value) === type
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
