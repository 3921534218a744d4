import { readFileSync } from 'node:fs'
import path from 'node:path'
import { ConfigError } from '@node-chassis/core'
import { YamlError, widePunctuationAt } from '@node-chassis/core/yaml'
import type { Warn } from '../layer.ts'
import { isSecretKey } from '../secrets.ts'
import { flattenYaml } from '../text/flatten.ts'
import type { Flat } from '../text/flatten.ts'
import { missedKeys } from './missed-keys.ts'
import { foldPolicy, isRouteRule } from './policy-form.ts'

export interface FileDocument {
  /** Relative to the folder: `application.yaml`, `conf/application.yaml`. */
  readonly file: string
  readonly flat: Flat
}

/** Where files are looked for, weakest first (decisions.md N20). */
const FOLDERS = ['', 'conf', 'config']

/**
 * The documents of every file of a name, weakest first. Of `.yaml` and `.yml` beside each other the first counts.
 * @throws ConfigError CHS_CONFIG_INVALID naming file and line when one cannot be read
 */
export function readDocuments(dir: string, name: string, warn: Warn): FileDocument[] {
  return FOLDERS.flatMap((folder) => {
    const [yaml, yml] = ['.yaml', '.yml'].map((extension) => path.join(folder, name + extension))
    const texts = [yaml, yml].map((file) => ({ file: file ?? '', text: readText(dir, file ?? '') }))
    const found = texts.filter(({ text }) => text !== undefined)
    if (found.length === 2) warn(`${yaml} and ${yml} are both there: ${yml} is not read`)
    const first = found[0]
    return first === undefined ? [] : parseFile(dir, first.file, first.text ?? '', warn)
  })
}

/** Whether there is a file of that name, whatever it holds. @throws ConfigError as `readDocuments` */
export function hasFile(dir: string, name: string): boolean {
  return FOLDERS.some((folder) =>
    ['.yaml', '.yml'].some((extension) => readText(dir, path.join(folder, name + extension)) !== undefined)
  )
}

function readText(dir: string, file: string): string | undefined {
  try {
    return readFileSync(path.join(dir, file), 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new ConfigError(
      'CHS_CONFIG_INVALID',
      `${path.resolve(dir, file)} cannot be read (${code}); check its type and its rights`,
      {
        file,
        cause: error
      }
    )
  }
}

/** @throws ConfigError CHS_CONFIG_INVALID naming the path, the line, and what an input method did to it */
function parseFile(dir: string, file: string, text: string, warn: Warn): FileDocument[] {
  try {
    const documents = flattenYaml(text, (at, node) => {
      const folded = foldPolicy(at, node)
      if (folded !== undefined && isRouteRule(at))
        warn(`${file}: \`${at}\` is a list; Java and Go read it only as block text (\`|\` behind the key)`)
      return folded
    })
    for (const flat of documents) {
      warnOfSurprises(file, flat, warn)
      for (const missed of missedKeys(flat, text)) warn(`${path.resolve(dir, file)}, ${missed}`)
    }
    return documents.map((flat) => ({ file, flat }))
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    const wide = widePunctuationAt(text, error.line)
    const why = wide === undefined ? '' : ` (${wide.what} in line ${wide.line})`
    throw new ConfigError(
      'CHS_CONFIG_INVALID',
      `${file} is no readable YAML, ${error.message}${why}; correct ${path.resolve(dir, file)}`,
      {
        file,
        line: error.line,
        cause: error
      }
    )
  }
}

function warnOfSurprises(file: string, flat: Flat, warn: Warn): void {
  for (const [key, { source, text, surprising }] of flat) {
    if (surprising && !isSecretKey(key))
      warn(
        `${file}: \`${key}: ${source}\` is read as ${text}, as in Java (YAML 1.1); write it in quotes to keep it`
      )
  }
}
