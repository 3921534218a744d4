import path from 'node:path'
import { specifiersOf } from './scan.ts'
import { MAY_IMPORT, MAY_TEST_WITH_TESTING, OWNED_LIBRARIES, folderOf } from './table.ts'

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const KINDS = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'] as const

/** What a manifest asks for against the table; one line per breach. */
export function checkManifest(folder: string, manifest: Manifest): string[] {
  return KINDS.flatMap((kind) =>
    Object.keys(manifest[kind] ?? {}).flatMap((name) => {
      const owners = OWNED_LIBRARIES[name]
      const owns = owners?.some((owner) => owner.startsWith(`packages/${folder}/`)) ?? true
      // Among the devDependencies it is the baseline of a bench; imports are judged file by file.
      if (!owns && kind !== 'devDependencies') {
        return [`${folder}: ${kind} has ${name}`]
      }
      const target = folderOf(name)
      if (target === undefined || mayImport(folder, target)) return []
      if (target === 'testing' && kind === 'devDependencies' && MAY_TEST_WITH_TESTING.includes(folder))
        return []
      return [`${folder}: ${kind} has ${target}`]
    })
  )
}

/**
 * What a source of a package imports against the table; one line per breach.
 *
 * @param file path inside the repository, with forward slashes
 */
export function checkImports(folder: string, file: string, source: string): string[] {
  return specifiersOf(source).flatMap((specifier) => {
    if (specifier.startsWith('.')) {
      const target = path.posix.join(path.posix.dirname(file), specifier)
      return target.startsWith(`packages/${folder}/`)
        ? []
        : [`${file} reaches out of its package to ${specifier}`]
    }
    const library = specifier.split('/')[0] as string
    const owners = OWNED_LIBRARIES[library]
    if (owners?.some((owner) => file.startsWith(owner)) === false && !isBaseline(file)) {
      return [`${file} imports ${specifier}`]
    }
    const target = folderOf(specifier)
    if (target === undefined || target === folder || mayImport(folder, target)) return []
    if (target === 'testing' && file.endsWith('.test.ts') && MAY_TEST_WITH_TESTING.includes(folder)) return []
    return [`${file} imports ${target}`]
  })
}

// A bench compares with the bare library.
const isBaseline = (file: string): boolean => /^packages\/[^/]+\/bench\//.test(file)

const mayImport = (folder: string, target: string): boolean => MAY_IMPORT[folder]?.includes(target) ?? false
