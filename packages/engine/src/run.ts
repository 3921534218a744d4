import { readFile } from 'node:fs/promises'
import { createLogger, systemEnv } from '@node-chassis/core'
import type { LogLevel } from '@node-chassis/core'
import { createEngine } from './engine.ts'
import type { Engine, EngineOptions } from './engine.ts'
import { checkFaultPlan } from './faults/plan.ts'
import type { FaultPlan } from './faults/plan.ts'
import { withPassword } from './nacos/flags.ts'
import { readRbacFiles } from './rbac/files.ts'
import type { RbacFiles } from './rbac/files.ts'

/** What a running engine needs of its process. */
export interface EngineIo {
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
  /** Hears the signals `SIGTERM` and `SIGINT`. */
  on(signal: 'SIGTERM' | 'SIGINT', listener: () => void): unknown
  off(signal: 'SIGTERM' | 'SIGINT', listener: () => void): unknown
}

export interface RunOptions extends Omit<EngineOptions, 'env' | 'rbac' | 'seed' | 'faults'> {
  /** @defaultValue `warn` */
  readonly logLevel?: LogLevel
  /** File with the documents to begin with. */
  readonly seedFile?: string
  /** JSON file with the failures to play. */
  readonly faultsFile?: string
  /** Files with the secrets of RBAC. @defaultValue no RBAC */
  readonly rbacFiles?: RbacFiles
  /** File with the password of Nacos's user `nacos`. @defaultValue Nacos asks nobody */
  readonly nacosPasswordFile?: string
}

/**
 * Runs an engine until SIGTERM or SIGINT. Prints `ready <registry url> <config url>` when both listen; with Nacos its URL
 * is the third, and the line before says its ports.
 * @returns exit code: 0 after an orderly end, 2 when it could not start (one line on standard error says why)
 */
export async function runEngine(options: RunOptions, io: EngineIo): Promise<number> {
  // From the beginning on: whoever reads `ready` may send a signal at once.
  let end = (): void => {}
  const asked = new Promise<void>((resolve) => {
    // A second signal is for those who do not want to wait.
    end = () => {
      io.off('SIGTERM', end)
      io.off('SIGINT', end)
      resolve()
    }
  })
  io.on('SIGTERM', end)
  io.on('SIGINT', end)
  try {
    return await run(options, io, asked)
  } finally {
    io.off('SIGTERM', end)
    io.off('SIGINT', end)
  }
}

async function run(options: RunOptions, io: EngineIo, asked: Promise<void>): Promise<number> {
  const { logLevel = 'warn', seedFile, faultsFile, rbacFiles, nacosPasswordFile, ...engineOptions } = options
  const { nacos } = engineOptions
  const log = createLogger(logLevel, (record) => io.stderr.write(JSON.stringify(record) + '\n'))
  let engine: Engine
  try {
    engine = await createEngine({
      ...engineOptions,
      ...(seedFile === undefined ? {} : { seed: { name: seedFile, text: await textOf('--seed', seedFile) } }),
      ...(faultsFile === undefined ? {} : { faults: await faultsOf(faultsFile) }),
      ...(rbacFiles === undefined ? {} : { rbac: await readRbacFiles(rbacFiles) }),
      ...(nacos === undefined || nacosPasswordFile === undefined
        ? {}
        : { nacos: await withPassword(nacos, nacosPasswordFile) }),
      env: systemEnv(log)
    })
  } catch (error) {
    io.stderr.write(`engine: ${(error as Error).message.replaceAll(/\s*\n\s*/g, ' ')}\n`)
    return 2
  }
  const urls = [engine.registryUrl, engine.configUrl]
  if (engine.nacos !== undefined) {
    const { url, port, grpcPort } = engine.nacos
    urls.push(url)
    io.stdout.write(`nacos: HTTP on port ${port}, gRPC on port ${grpcPort}\n`)
  }
  io.stdout.write(`ready ${urls.join(' ')}\n`)
  await asked
  await engine.close()
  return 0
}

async function textOf(flag: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new Error(`${flag} ${file}: cannot be read (${(cause as Error).message})`, { cause })
  }
}

async function faultsOf(file: string): Promise<FaultPlan> {
  const text = await textOf('--faults', file)
  try {
    return checkFaultPlan(JSON.parse(text))
  } catch (cause) {
    throw new Error(`--faults ${file}: ${(cause as Error).message}`, { cause })
  }
}
