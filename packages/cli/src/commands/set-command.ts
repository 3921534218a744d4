import type { Command } from 'commander'
import { CommandFailed } from '../exit.ts'
import { readFile } from './read-file.ts'

/** Tells of a value that commander takes for an option how to write it. */
export function withDashHint(command: Command): Command {
  return command.configureOutput({
    outputError(text, write) {
      const hint = text.includes('unknown option')
        ? '; a value that begins with - stands last, behind --, or in a --file'
        : ''
      write(`${text.trimEnd()}${hint}\n`)
    }
  })
}

/** What is to be set: the argument, or what is in the file. @throws CommandFailed code 2 unless it is one of the two */
export function valueOf(value: string | undefined, file: string | undefined): string {
  if (value !== undefined && file !== undefined)
    throw new CommandFailed(2, 'give a value or --file, not both')
  if (value !== undefined) return value
  if (file === undefined)
    throw new CommandFailed(2, 'there is no value: write it behind the key, or give --file')
  return readFile(file)
}
