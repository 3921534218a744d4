import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** How a program ended. */
export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A program of this repository as a process of its own. */
export interface Program extends AsyncDisposable {
  readonly pid: number
  /** Words after `ready` in its first line that begins so. */
  readonly ready: readonly string[]
  /** Resolves when it has ended. */
  readonly exited: Promise<Exit>
  /** Everything it has written so far, both streams. */
  output(): string
  /** Sends a signal and waits for the end. */
  kill(signal?: NodeJS.Signals): Promise<Exit>
  /** Writes a line to its standard input. */
  send(line: string): void
}

export interface ProgramOptions {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
  /** Hears each line of standard output. */
  readonly onLine?: (line: string) => void
}

/**
 * Starts a source file with this process's own Node and waits until it prints a line `ready …`.
 * Rejects with its output when it ends before that.
 */
export async function startProgram(file: URL | string, options: ProgramOptions = {}): Promise<Program> {
  const path = file instanceof URL ? fileURLToPath(file) : file
  const child = spawn(
    process.execPath,
    [
      '--conditions=@node-chassis/source',
      '--disable-warning=ExperimentalWarning',
      path,
      ...(options.args ?? [])
    ],
    { env: { ...process.env, ...options.env }, cwd: options.cwd, stdio: ['pipe', 'pipe', 'pipe'] }
  )
  let written = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (written += text))
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  const ready = await new Promise<readonly string[]>((resolve, reject) => {
    child.once('error', reject)
    createInterface({ input: child.stdout }).on('line', (line) => {
      written += line + '\n'
      options.onLine?.(line)
      if (line.startsWith('ready')) resolve(line.split(' ').slice(1))
    })
    void exited.then(({ code, signal }) =>
      reject(new Error(`${path} ended before it was ready (code ${code}, signal ${signal}):\n${written}`))
    )
  })
  return programOf(child, ready, exited, () => written)
}

function programOf(
  child: ChildProcess,
  ready: readonly string[],
  exited: Promise<Exit>,
  output: () => string
): Program {
  const kill = (signal: NodeJS.Signals = 'SIGTERM'): Promise<Exit> => {
    child.kill(signal)
    return exited
  }
  return {
    pid: child.pid!,
    ready,
    exited,
    output,
    kill,
    send: (line) => void child.stdin!.write(line + '\n'),
    async [Symbol.asyncDispose]() {
      await kill('SIGKILL')
    }
  }
}
