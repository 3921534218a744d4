import { layerOfFlat } from '../layer.ts'
import type { Layer, Warn } from '../layer.ts'
import { itemsOf } from '../text/coerce.ts'
import { hasFile, readDocuments } from './files.ts'
import type { FileDocument } from './files.ts'
import { appliesTo, profilesOf } from './profiles.ts'

/**
 * Files of a go-chassis service beside its `chassis.yaml`; in Go the first file loaded wins, so these are the weakest
 * (config.md 7.1). Their names are too common to be read without it.
 */
const GO_FILES = [
  'router',
  'lager',
  'tracing',
  'auth',
  'monitoring',
  'tls',
  'rate_limiting',
  'load_balancing',
  'circuit_breaker'
]
const ORDER = 'servicecomb-config-order'

export interface LocalFiles {
  /** Weakest first. */
  readonly layers: readonly Layer[]
  /** `mapping.yaml`: which keys take the value of another key or variable. */
  readonly mapping: ReadonlyMap<string, readonly string[]>
}

/**
 * Reads the files of decisions.md N20 in their order.
 * @param dir the folder that holds them
 * @param profiles active ones when something stronger than the files names them
 * @throws ConfigError CHS_CONFIG_INVALID naming file and line
 */
export function readLocalFiles(dir: string, profiles: string | undefined, warn: Warn): LocalFiles {
  const microservice = readDocuments(dir, 'microservice', warn).toSorted((a, b) => orderOf(a) - orderOf(b))
  const others = ['chassis', 'bootstrap', 'application'].flatMap((name) => readDocuments(dir, name, warn))
  const active =
    profiles === undefined
      ? (others.map(({ flat }) => profilesOf(flat)).findLast((found) => found !== undefined) ?? [])
      : itemsOf(profiles)
  const special = active.flatMap((profile) => readDocuments(dir, `application-${profile}`, warn))
  const go = hasFile(dir, 'chassis') ? GO_FILES.flatMap((name) => readDocuments(dir, name, warn)) : []
  const documents = [...go, ...microservice, ...others, ...special]
  return {
    layers: documents
      .filter(({ flat }) => appliesTo(flat, active))
      .map(({ file, flat }) => layerOfFlat(file, flat)),
    mapping: mappingOf(readDocuments(dir, 'mapping', warn))
  }
}

function orderOf({ flat }: FileDocument): number {
  const order = Number(flat.get(ORDER)?.text ?? 0)
  return Number.isFinite(order) ? order : 0
}

function mappingOf(documents: readonly FileDocument[]): Map<string, string[]> {
  const mapping = new Map<string, string[]>()
  for (const { flat } of documents) {
    for (const [key, { text }] of flat) {
      const from = key.replace(/\[\d+\]$/, '')
      mapping.set(from, [...(mapping.get(from) ?? []), ...itemsOf(text)])
    }
  }
  return mapping
}
