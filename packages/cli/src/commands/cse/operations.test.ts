import { OPERATIONS } from '@node-chassis/control-plane-client'
import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { cseCommand } from './cse.ts'
import { OPERATION_COMMANDS, OTHER_COMMANDS } from './operations.ts'

const program = new Command()
cseCommand(program, { out: () => {}, err: () => {} })
const cse = program.commands.find((one) => one.name() === 'cse')!

function find(words: string): Command | undefined {
  return words
    .split(' ')
    .reduce<Command | undefined>((at, word) => at?.commands.find((one) => one.name() === word), cse)
}

const words = new Map<string, string>([
  ...OPERATION_COMMANDS.map(({ id, words: its }): [string, string] => [id, its]),
  ...Object.entries(OTHER_COMMANDS)
])

test('every operation of the reference has one command, and no two have the same', () => {
  expect([...words.keys()].toSorted()).toEqual(Object.keys(OPERATIONS).toSorted())
  expect(new Set(words.values()).size).toBe(words.size)
})

describe.each([...words])('%s: chassis cse %s', (_, its) => {
  test('is there, with a description that names the section, --json and --help', () => {
    const command = find(its)
    expect(command?.description()).toMatch(/\(\d+(\.\d+)+(, \d+\.\d+)*\)/)
    const options = command!.options.map(({ long }) => long)
    expect(options).toContain('--json')
    expect(new Set(options).size).toBe(options.length)
  })
})

test('what deletes asks for --yes', () => {
  const deleting = Object.entries(OPERATIONS).flatMap(([id, { method }]) =>
    method === 'DELETE' ? [words.get(id)!] : []
  )
  const asks = deleting.filter((its) => find(its)!.options.some(({ long }) => long === '--yes'))
  expect(asks).toEqual(deleting)
})
