import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { ConfigSource } from '@node-chassis/core'
import { recordingLogger, simulatedEnv } from '@node-chassis/core/testing'
import { createConfiguration } from './configuration.ts'
import type { Configuration, ConfigurationOptions, RemoteSource } from './configuration.ts'

export interface Made extends Disposable {
  readonly config: Configuration
  readonly warnings: () => string[]
}

/** A configuration over these files in a folder of its own, which goes with it. */
export function made(
  files: Readonly<Record<string, string>>,
  options: Omit<ConfigurationOptions, 'env' | 'dir'> = {}
): Made {
  const dir = mkdtempSync(path.join(tmpdir(), 'chs-config-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(dir, name)), { recursive: true })
    writeFileSync(path.join(dir, name), text)
  }
  const log = recordingLogger()
  const remove = (): void => rmSync(dir, { recursive: true, force: true })
  try {
    const config = createConfiguration({ env: { ...simulatedEnv(), log }, dir, ...options })
    const warnings = (): string[] => log.records.map(({ msg }) => String(msg))
    return { config, warnings, [Symbol.dispose]: remove }
  } catch (error) {
    remove()
    throw error
  }
}

export interface Remote extends RemoteSource {
  set(values: Readonly<Record<string, string>>): void
}

/** A remote source that says what it is told to. */
export function remote(values: Readonly<Record<string, string>> = {}): Remote {
  const listeners = new Set<Parameters<ConfigSource['onChange']>[0]>()
  let current = new Map(Object.entries(values))
  return {
    get values() {
      return current
    },
    start: async () => {},
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: async () => {},
    sourceOf: () => 'kie (app)',
    set(next) {
      current = new Map(Object.entries(next))
      for (const listener of listeners) listener(current)
    }
  }
}
