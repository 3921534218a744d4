import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

// NODE-FACTS 1.3: importing undici 8 would reroute the built-in fetch of the whole process. A test runner has loaded
// Node's own undici long before a test runs, so each case is a bare child process.

const run = promisify(execFile)
const nodes = [
  process.execPath,
  ...(process.env['NODE_CHASSIS_NODES'] ?? '').split(',').filter((path) => path !== '')
]
const transport = import.meta.resolve('@node-chassis/transport')

const server = createServer((_request, response) => {
  response.end('hello')
})
let url = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

interface Seen {
  readonly untouched: boolean
  readonly throughOurs: number
  readonly ownRequests: number
  readonly statuses: readonly number[]
}

/**
 * Three requests of the built-in fetch after the import, then one through an agent of ours. Every request that our copy of undici
 * makes, for whomever, ends in a `dispatch` of one of its clients and is counted there.
 * @param before source of what the process does before it imports us
 * @param judge source of an expression: is the process-wide dispatcher of everybody else the one that was there?
 */
function program(before: string, judge: string): string {
  return `
    const url = ${JSON.stringify(url)}
    const legacy = Symbol.for('undici.globalDispatcher.1')
    const statuses = []
    const get = async (init) => {
      const response = await fetch(url, init)
      await response.text()
      statuses.push(response.status)
    }
    ${before}
    const earlier = globalThis[legacy]
    const transport = await import(${JSON.stringify(transport)})
    const current = globalThis[legacy]
    const untouched = ${judge}
    let count = 0
    const inherited = transport.Client.prototype.dispatch
    transport.Client.prototype.dispatch = function (...all) {
      count++
      return inherited.apply(this, all)
    }
    await get()
    await get()
    // Refused by Node 22's copy when its fetch goes through a dispatcher of undici 8.
    await get({ method: 'POST', body: 'abc', headers: { 'content-length': '3' } })
    const throughOurs = count
    // With a dispatcher of its own: without one it would take the process-wide one, which may well be Node's.
    const own = new transport.Agent()
    await (await transport.request(url, { dispatcher: own })).body.text()
    console.log(JSON.stringify({ untouched, throughOurs, ownRequests: count - throughOurs, statuses }))
    process.exit(0)
  `
}

const same = 'current === earlier && current !== undefined'
// Nobody had one before: it must be one of Node's own copy, not of ours.
const foreign = 'current !== undefined && !(current instanceof transport.Dispatcher)'

async function child(node: string, source: string): Promise<Seen> {
  const { stdout } = await run(
    node,
    ['--conditions=@node-chassis/source', '--input-type=module', '--no-warnings', '-e', source],
    { env: { ...process.env, NODE_OPTIONS: '' } }
  )
  return JSON.parse(stdout) as Seen
}

describe.each(nodes)('built-in fetch beside @node-chassis/transport on %s', (node) => {
  test('keeps its dispatcher when it was used before the import', async () => {
    expect(await child(node, program('await get()', same))).toEqual({
      untouched: true,
      throughOurs: 0,
      ownRequests: 1,
      statuses: [200, 200, 200, 200]
    })
  })

  test('keeps its dispatcher when it was loaded, not used, before the import', async () => {
    expect(await child(node, program('void globalThis.Response', same))).toEqual({
      untouched: true,
      throughOurs: 0,
      ownRequests: 1,
      statuses: [200, 200, 200]
    })
  })

  test('has a dispatcher of its own when nothing touched it before the import', async () => {
    expect(await child(node, program('', foreign))).toEqual({
      untouched: true,
      throughOurs: 0,
      ownRequests: 1,
      statuses: [200, 200, 200]
    })
  })
})
