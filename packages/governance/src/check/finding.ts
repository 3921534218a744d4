/** `error`: something does not apply. `warning`: it applies, but not as it looks. `hint`: worth a thought. */
export type Severity = 'error' | 'warning' | 'hint'

/** One thing that is wrong with a file, and what to do about it. */
export interface Finding {
  readonly severity: Severity
  readonly file: string
  /** Counting from 1; 0 when it is about the whole file. */
  readonly line: number
  /** Configuration key; empty when it is about the whole file. */
  readonly key: string
  readonly message: string
}

/** Notes a finding about a key; its place is looked up. @param field a field of the value that it is about */
export type Tell = (severity: Severity, key: string, message: string, field?: string, inner?: number) => void

/** The place that a parser names in its message, counted inside of the value. */
export function innerLine(message: string): number | undefined {
  const match = /\bline (\d+)\b/.exec(message)
  return match === null ? undefined : Number(match[1])
}
