import { CATALOGUE } from '../../packages/core/src/error-catalogue.ts'
import { table } from './table.ts'

const FAMILIES = {
  refused: ['`RejectedError`', 'a policy said no; `rule` names it'],
  transport: ['`TransportError`', 'the call did not get through, or its answer is not usable'],
  registry: ['`RegistryError`', 'the service registry'],
  config: ['`ConfigError`', 'a setting, or the configuration centre'],
  cloud: ['`ControlPlaneError`', 'the control plane of the cloud, and engines asked by its client'],
  lifecycle: ['`LifecycleError`', 'how the library was used']
} as const

/** docs/errors.md, from the catalogue in core. */
export function errorsPage(): string {
  const sections = Object.entries(FAMILIES).map(([family, [name, about]]) => {
    const rows = Object.entries(CATALOGUE)
      .filter(([, entry]) => entry.family === family)
      .map(([code, entry]) => [`\`${code}\``, String(entry.status), entry.meaning, entry.action])
    return `## ${name}: ${about}\n\n${table(['Code', 'Status', 'What it means', 'What to do'], rows)}`
  })
  return `# Errors

<!-- Made from packages/core/src/error-catalogue.ts by \`node scripts/docs.ts --write\`. -->

Every error that Node Chassis raises is a \`ChassisError\` with a \`code\` from this page: match the code, not the message.
The class says who must act. The status is the one that governance policies see, and that a provider answers with when
the error is what ends a request.

${sections.join('\n')}`
}
