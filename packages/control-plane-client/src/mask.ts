const SECRET_HEADERS: ReadonlySet<string> = new Set(['x-auth-token', 'authorization', 'x-security-token'])
const SECRET_FIELDS: ReadonlySet<string> = new Set(['pwd', 'password', 'currentPassword'])
/** Shorter texts are found by chance. */
const SHORTEST = 4

/**
 * Takes out of a server's text what it may have echoed: the client's secrets, the tokens of the request, the passwords in
 * its body (control-plane.md 4.1).
 */
export function maskOf(
  secrets: readonly string[],
  headers: Readonly<Record<string, string>>,
  body: unknown
): (text: string) => string {
  return (text) => {
    const all = [...secrets, ...tokensOf(headers), ...passwordsOf(body)].filter(
      (one) => one.length >= SHORTEST
    )
    return all.reduce((masked, secret) => masked.replaceAll(secret, '***'), text)
  }
}

function tokensOf(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers)
    .filter(([name]) => SECRET_HEADERS.has(name.toLowerCase()))
    .flatMap(([, value]) => [value, value.replace(/^Bearer /, '')])
}

function passwordsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    SECRET_FIELDS.has(name) && typeof inner === 'string' ? [inner] : passwordsOf(inner)
  )
}
