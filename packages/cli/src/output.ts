import Table from 'cli-table3'

/** Where a command writes: data to `out`, messages to `err`. */
export interface Output {
  out(text: string): void
  err(text: string): void
}

export const standardOutput: Output = {
  out: (text) => void process.stdout.write(text + '\n'),
  err: (text) => void process.stderr.write(text + '\n')
}

// Nothing but columns: the output is for grep and awk as much as for eyes.
const BARE = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  '
} as const

/** Rows under a head, in aligned columns. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const made = new Table({
    head: [...head],
    chars: BARE,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 }
  })
  for (const row of rows) made.push([...row])
  return made.toString().replace(/ +$/gm, '')
}
