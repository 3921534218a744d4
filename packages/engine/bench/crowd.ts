import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** What a crowd is told: whom to watch, or, for long polls, to ask once more. */
export type Order =
  | { readonly watch: string; readonly count: number }
  | { readonly poll: string; readonly count: number }

/** What it says: that all wait, or when the last of them had been told (`process.hrtime`, the same in every process). */
export type Word = 'waiting' | { readonly lastAt: bigint; readonly frame: string }

/** Many clients in one process that is not the server's: what reading costs them is not in the server's time. */
export function startCrowd(): {
  /** Resolves when all wait. */
  wait(order: Order): Promise<void>
  /** When the last of them heard of the next change, and what the first heard. */
  told(): Promise<{ readonly lastAt: bigint; readonly frame: string }>
  end(): Promise<void>
} {
  const child = fork(fileURLToPath(new URL('./crowd-process.ts', import.meta.url)), {
    serialization: 'advanced'
  })
  const next = async <T extends Word>(): Promise<T> => ((await once(child, 'message')) as [T])[0]
  return {
    async wait(order) {
      child.send(order)
      await next<'waiting'>()
    },
    told: () => next<Exclude<Word, 'waiting'>>(),
    async end() {
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    }
  }
}
