/**
 * One line for a failed connection. A host name with several addresses that all refuse is an `AggregateError` without a
 * message: its parts tell.
 */
export function failureText(error: unknown): string {
  if (error instanceof AggregateError) {
    const parts = error.errors.map(failureText)
    return parts.length === 0 ? (codeOf(error) ?? 'failed') : [...new Set(parts)].join(', ')
  }
  if (!(error instanceof Error)) return String(error)
  if (error.message !== '') return error.message
  return codeOf(error) ?? error.name
}

function codeOf(error: Error): string | undefined {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' ? code : undefined
}
