import type { Operation } from './operations.ts'

/** The table that the request function works by. */
export function tableText(operations: readonly Operation[]): string {
  const rows = operations.map((operation) => {
    const inputs = operation.inputs.map(
      ({ name, wire, in: where, required, constant, values, fallback }) =>
        `      ${JSON.stringify(name)}: ${JSON.stringify({ in: where, wire, ...(constant === undefined ? { ...(required && { required }), ...(values && { values }) } : { constant }), ...(fallback && { fallback }) })}`
    )
    const fields = {
      api: operation.api,
      server: operation.server,
      section: operation.section,
      method: operation.method,
      path: operation.path,
      ...(operation.body && { body: operation.body, bodyRequired: operation.bodyRequired }),
      answer: operation.answer,
      good: operation.good.map(Number),
      security: operation.security
    }
    const lines = Object.entries(fields).map(([name, value]) => `    ${name}: ${JSON.stringify(value)}`)
    return `  ${operation.id}: {\n${[...lines, inputs.length === 0 ? '    inputs: {}' : `    inputs: {\n${inputs.join(',\n')}\n    }`].join(',\n')}\n  }`
  })
  return `import type { OperationRow } from '../operation-row.ts'

/** Every operation of the three APIs: what is sent where, and what comes back. */
export const OPERATIONS = {
${rows.join(',\n')}
} as const satisfies Record<string, OperationRow>
`
}
