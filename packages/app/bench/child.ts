import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A program in a process of its own. */
export interface Child {
  readonly pid: number
  /** Words after `ready` in the line that begins so. */
  readonly ready: readonly string[]
  /** Exit code, or the signal that ended it. */
  readonly exited: Promise<number | string>
  kill(signal: NodeJS.Signals): Promise<number | string>
}

/** Starts a source file with this process's own Node; rejects when it ends before it says `ready`. */
export function startChild(
  file: URL,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {}
): Promise<Child> {
  return start(['--conditions=@node-chassis/source'], file, args, { ...process.env, ...env })
}

/** Starts a program that imports packages as they are published, from `dist`. */
export function startBuilt(file: URL, env: Readonly<Record<string, string>>): Promise<Child> {
  return start(['--expose-gc'], file, [], { ...process.env, NODE_OPTIONS: '', ...env })
}

function start(
  flags: readonly string[],
  file: URL,
  args: readonly string[],
  env: NodeJS.ProcessEnv
): Promise<Child> {
  const quiet = '--disable-warning=ExperimentalWarning'
  const child = spawn(process.execPath, [...flags, quiet, fileURLToPath(file), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const exited = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 0))
  })
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('ready')) return
      const kill = (signal: NodeJS.Signals): Promise<number | string> => {
        child.kill(signal)
        return exited
      }
      resolve({ pid: child.pid ?? 0, ready: line.split(' ').slice(1), exited, kill })
    })
    void exited.then((how) => reject(new Error(`${file.pathname} ended with ${how} before it was ready`)))
  })
}

/** The embedded engine; its `ready` has the URL of the registry and that of the configuration centre. */
export function startEngine(): Promise<Child> {
  const file = new URL('../../engine/src/process.ts', import.meta.url)
  return startChild(file, ['--sc-port', '0', '--kie-port', '0'])
}
