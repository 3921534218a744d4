import { isChassisError } from '@node-chassis/core'

/** 0 done, 1 the answer is "no", 2 wrong use or an engine that cannot be reached. */
export type ExitCode = 0 | 1 | 2

/** Ends a command with a code and one line for people. */
export class CommandFailed extends Error {
  readonly exitCode: ExitCode

  constructor(exitCode: ExitCode, message: string) {
    super(message)
    this.exitCode = exitCode
  }
}

/** What standard error is told about a failure: one line, never a stack. */
export function describeFailure(error: unknown): { readonly exitCode: ExitCode; readonly line: string } {
  if (error instanceof CommandFailed) return { exitCode: error.exitCode, line: error.message }
  if (isChassisError(error)) return { exitCode: 2, line: `${error.code}: ${firstLine(error.message)}` }
  return { exitCode: 2, line: firstLine(error instanceof Error ? error.message : String(error)) }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!
}
