import { readFileSync } from 'node:fs'
import { CommandFailed } from '../exit.ts'

/** The text of a file, `-` for standard input. @throws CommandFailed code 2 */
export function readFile(file: string): string {
  try {
    return readFileSync(file === '-' ? process.stdin.fd : file, 'utf8')
  } catch (error) {
    throw new CommandFailed(2, `${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`)
  }
}
