import { linkSync, readFileSync, readlinkSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'

/** The only engine of a directory, until `release`. */
export interface DirectoryLock {
  release(): void
}

/** Who holds a lock. `since` tells a process from an older one that had the same id. */
interface Holder {
  readonly pid: number
  readonly since: string
  /** Tells the engines of one process apart. */
  readonly token: string
}

/** Somebody who is alive has the directory. */
export class DirectoryInUse extends Error {
  constructor(pid: number) {
    super(`in use by the engine with process id ${pid}: end that one, or give another directory`)
  }
}

/**
 * Takes a directory. The lock of a process that is gone, however it ended, is taken over.
 * @throws DirectoryInUse
 */
export function lockDirectory(dir: string): DirectoryLock {
  const path = join(dir, 'lock')
  const token = randomUUID()
  const own = JSON.stringify({ pid: process.pid, since: startOf(process.pid), token } satisfies Holder)
  const draft = join(dir, `lock.${token}`)
  writeFileSync(draft, own, { mode: 0o600 })
  try {
    // A link appears with its whole content or not at all, and only when there is none.
    while (!attempted(() => linkSync(draft, path), 'EEXIST')) takeAside(path)
  } finally {
    unlinkSync(draft)
  }
  return {
    release() {
      if (holderText(path) === own) unlinkSync(path)
    }
  }
}

/** Removes the lock of somebody who is gone. @throws DirectoryInUse */
function takeAside(path: string): void {
  const seen = holderText(path)
  if (seen === undefined) return
  refuseLiving(seen)
  const aside = `${path}.${randomUUID()}`
  if (!attempted(() => renameSync(path, aside), 'ENOENT')) return
  // Somebody else may have taken the old one aside and put up a new one since it was read.
  const moved = holderText(aside)
  if (moved !== seen) attempted(() => linkSync(aside, path), 'EEXIST')
  unlinkSync(aside)
}

function refuseLiving(text: string): void {
  const holder = parsed(text)
  if (holder !== undefined && isAlive(holder)) throw new DirectoryInUse(holder.pid)
}

function isAlive({ pid, since }: Holder): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: there is one, of another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return startOf(pid) === since
}

/** Something that two processes with the same id do not have in common; `''` where the system does not tell. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // Field 22, counted behind the name, which may hold anything, brackets too (proc_pid_stat(5)).
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    // In a container ids begin at 1 each time.
    return `${boot}/${readlinkSync('/proc/self/ns/pid')}/${ticks}`
  } catch {
    return ''
  }
}

function parsed(text: string): Holder | undefined {
  try {
    const { pid, since, token } = JSON.parse(text) as Partial<Record<keyof Holder, unknown>>
    if (typeof pid !== 'number' || typeof since !== 'string' || typeof token !== 'string') return undefined
    return { pid, since, token }
  } catch {
    return undefined
  }
}

function holderText(path: string): string | undefined {
  let text: string | undefined
  attempted(() => {
    text = readFileSync(path, 'utf8')
  }, 'ENOENT')
  return text
}

/** False when the system refused with this code. */
function attempted(action: () => void, code: string): boolean {
  try {
    action()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === code) return false
    throw error
  }
}
