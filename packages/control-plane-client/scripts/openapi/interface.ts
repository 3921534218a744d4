import { NOTES } from './notes.ts'
import type { Input, Operation } from './operations.ts'

const WIDTH = 112

/** The interface of one API: a method for each operation, with its documentation. */
export function interfaceText(
  name: string,
  about: string,
  typesFile: string,
  operations: readonly Operation[]
): string {
  const methods = operations.map((operation) => methodText(operation))
  return `import type { CallOptions } from '../call-options.ts'
import type { operations } from '${typesFile}'

/** ${about}; names and sections are those of the CSE API Reference, issue 01. */
export interface ${name} {
${methods.join('\n\n')}
}
`
}

function methodText(operation: Operation): string {
  const { id, section, method, path, summary } = operation
  const note = NOTES[id]
  const lines = [
    `${summary}. CSE API Reference ${section}, \`${method} ${path}\`.`,
    ...(note?.about === undefined ? [] : [note.about]),
    ...(note?.units === undefined ? [] : [`Units: ${note.units}`]),
    `@throws ControlPlaneError ${errorsOf(operation)}${note?.errors === undefined ? '' : `; ${note.errors}`}`
  ]
  const inputs = operation.inputs
    .filter(({ constant }) => constant === undefined)
    .map((input) => inputText(id, input))
  if (operation.body === 'json') {
    const optional = operation.bodyRequired ? '' : '?'
    inputs.push(
      `      readonly body${optional}: NonNullable<operations['${id}']['requestBody']>['content']['application/json']`
    )
  } else if (operation.body === 'multipart') {
    inputs.push(
      `      /** The file's text: JSON, an object with a \`data\` array of items. */\n      readonly file: string`
    )
  }
  const noneRequired =
    operation.inputs.every((input) => !input.required || input.fallback !== undefined) &&
    !operation.bodyRequired
  const input = `input${noneRequired ? '?' : ''}: {\n${inputs.join('\n')}\n    }`
  return `${comment(lines, '  ')}\n  ${id}(\n    ${input},\n    options?: CallOptions\n  ): Promise<${answerType(operation)}>`
}

function inputText(id: string, input: Input): string {
  const { wire, in: where, required, fallback } = input
  const optional = !required || fallback !== undefined
  const access = `operations['${id}']['parameters']['${where}']`
  const type = required ? `${access}['${wire}']` : `NonNullable<${access}>['${wire}']`
  const text =
    fallback === undefined ? input.description : `${input.description} Default: that of the client.`
  return `${comment([text], '      ')}\n      readonly ${input.name}${optional ? '?' : ''}: ${optional && required ? `${type} | undefined` : type}`
}

function answerType({ id, answer, good }: Operation): string {
  const missing = good.includes('304') ? ' | undefined' : ''
  if (answer === 'none') return 'void'
  const status = good.find((one) => one.startsWith('2')) ?? '200'
  return `operations['${id}']['responses']['${status}']['content']['application/json']${missing}`
}

function errorsOf({ answer, inputs, body, security }: Operation): string {
  const codes = ['`CHS_CLOUD_REFUSED` with status and code of the answer', '`CHS_CLOUD_UNAVAILABLE`']
  if (answer !== 'none') codes.push('`CHS_CLOUD_ANSWER`')
  if (security !== 'none') codes.push('`CHS_CLOUD_CREDENTIALS`')
  if (inputs.some(({ required }) => required) || body !== undefined)
    codes.push('`CHS_INVALID_ARGUMENT`, before anything is sent')
  return codes.join(', ')
}

function comment(paragraphs: readonly string[], indent: string): string {
  const lines = paragraphs.flatMap((text) => wrap(text, WIDTH - indent.length))
  if (lines.length === 1 && lines[0] !== undefined) return `${indent}/** ${lines[0]} */`
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`), `${indent} */`].join('\n')
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
