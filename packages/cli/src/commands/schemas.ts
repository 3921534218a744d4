import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Command } from 'commander'
import { CommandFailed } from '../exit.ts'
import type { Output } from '../output.ts'
import { placeOf, registryCommand, versionsOf, withPlace, withRegistry } from '../registry.ts'
import type { RegistryFlags } from '../registry.ts'
import { withProgress } from './config-progress.ts'

interface SchemaFlags extends RegistryFlags {
  readonly serviceVersion?: string
}

/** `chassis schemas`: uploads contracts of a service that is registered. Code 1: the registry did not take some. */
export function schemasCommand(program: Command, output: Output): void {
  withPlace(
    registryCommand(
      program,
      'schemas <service> <files...>',
      'upload OpenAPI documents of a service; the name of a file without its ending is the id'
    )
  )
    .option('--service-version <version>', 'version of the service, where it has several')
    .option('--json', 'the result as JSON')
    .action(async (name: string, files: readonly string[], flags: SchemaFlags) => {
      const schemas = files.map(schemaIn)
      const result = await withRegistry(flags, output, async (client) => {
        const versions = (await versionsOf(client, name, flags)).filter(
          ({ version }) => (flags.serviceVersion ?? version) === version
        )
        const [only, ...others] = versions
        if (only === undefined) throw new CommandFailed(1, `"${name}" has no version ${flags.serviceVersion}`)
        if (others.length > 0) {
          const places = versions.map(placeOf).join(', ')
          throw new CommandFailed(
            2,
            `"${name}" is there as ${places}; say --service-version, --app or --environment`
          )
        }
        return withProgress(`uploading schemas of ${name}`, (onProgress) =>
          client.catalog.uploadSchemas(only.serviceId, schemas, { onProgress })
        )
      })
      const { uploaded, unchanged, refused } = result
      if (flags.json) output.out(JSON.stringify(result))
      else output.err(`${uploaded.length} uploaded, ${unchanged.length} unchanged, ${refused.length} refused`)
      if (refused.length > 0) throw new CommandFailed(1, `not taken: ${refused.join(', ')}`)
    })
}

function schemaIn(file: string): { readonly id: string; readonly content: string } {
  try {
    return {
      id: path.basename(file, path.extname(file)),
      content: readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
    }
  } catch (error) {
    throw new CommandFailed(2, `${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`)
  }
}
