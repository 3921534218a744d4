/** Who this process is, for `services` fields. */
export interface Self {
  readonly app: string
  readonly service: string
  readonly version: string
}

/**
 * Whether a `services` text names this process (governance.md 1.5): items separated by commas and never trimmed, `name`
 * or `name:version`, compared exactly. Absent or empty: yes.
 */
export function appliesTo(services: string | undefined, self: Self): boolean {
  if (services === undefined || services === '') return true
  return services.split(',').some((item) => {
    const parts = item.split(':')
    // Java's split drops empty parts at the end: `myself:` is `myself`.
    while (parts.length > 0 && parts.at(-1) === '') parts.pop()
    const [name, version] = parts
    return parts.length < 3 && name === self.service && (version === undefined || version === self.version)
  })
}
