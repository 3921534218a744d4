import { isChassisError } from '@node-chassis/core'
import type { ChassisError } from '@node-chassis/core'

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
  if (isChassisError(error))
    return { exitCode: 2, line: `${error.code}: ${firstLine(error.message)}${otherEngine(error)}` }
  return { exitCode: 2, line: firstLine(error instanceof Error ? error.message : String(error)) }
}

// Two engines on two ports: an answer without the route is mostly that of the other one.
function otherEngine(error: ChassisError): string {
  if (error.code === 'CHS_REGISTRY_REFUSED' && (error as { engineCode?: unknown }).engineCode === '404')
    return '; is that the registry? Its port is mostly 30100, and 30110 that of the configuration centre'
  if (error.code === 'CHS_CONFIG_UNAVAILABLE' && / answered 404\b/.test(error.message))
    return ' Is that the configuration centre? Its port is mostly 30110, and 30100 that of the registry'
  return ''
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!
}
