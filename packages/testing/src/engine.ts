import { startProgram } from './program.ts'
import type { Program } from './program.ts'

/** The embedded engine as a process of its own. */
export interface EngineProcess extends Program {
  readonly registryUrl: string
  readonly configUrl: string
}

/** Starts the embedded engine. Ports 0 (default) pick free ones; give those of an earlier one to take its place. */
export async function startEngine(
  options: { readonly scPort?: number; readonly kiePort?: number; readonly args?: readonly string[] } = {}
): Promise<EngineProcess> {
  const program = await startProgram(new URL(import.meta.resolve('@node-chassis/engine/process')), {
    args: [
      '--sc-port',
      String(options.scPort ?? 0),
      '--kie-port',
      String(options.kiePort ?? 0),
      ...(options.args ?? [])
    ]
  })
  const [registryUrl = '', configUrl = ''] = program.ready
  return { ...program, registryUrl, configUrl }
}
