import { request as send } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { createContext } from '@node-chassis/core'
import { describe, expect, test } from 'vitest'
import { fakeChassis, provide } from './provider.test-support.ts'
import { RequestCall } from './request-call.ts'

/** The call that a request with this target and these headers becomes. */
async function callOf(path: string, headers: string[] = [], context = createContext()): Promise<RequestCall> {
  let call: RequestCall | undefined
  const { port } = await provide(fakeChassis(), (request, response) => {
    call = new RequestCall(request, context, {})
    response.end()
  })
  await new Promise<void>((resolve, reject) => {
    const request = send(
      { host: '127.0.0.1', port, path, method: 'POST', headers: ['Host', 'x', ...headers] },
      (response) => response.resume().on('end', resolve)
    )
    request.on('error', reject).end()
  })
  return call as RequestCall
}

describe('a request as policies see it (governance.md 3.2)', () => {
  test('method, and the path as sent without the query', async () => {
    const call = await callOf('/pay/%41b//c?x=1&x=2&y=a%20b')
    expect(call).toMatchObject({ side: 'provider', method: 'POST', path: '/pay/%41b//c' })
    expect(['x', 'y', 'z'].map((name) => call.query(name))).toEqual(['1', 'a b', undefined])
  })

  test('the path of an absolute target, and of one with a fragment, is what a router takes for it', async () => {
    expect((await callOf('http://elsewhere:1/pay?x=1')).path).toBe('/pay')
    expect((await callOf('http://elsewhere')).path).toBe('/')
    const request = { url: '/pay#x?y=1', method: 'GET' } as IncomingMessage
    expect(new RequestCall(request, createContext(), {}).path).toBe('/pay')
  })

  test('OPTIONS * is a request like any other', async () => {
    let path: string | undefined
    const { port } = await provide(fakeChassis(), (request, response) => {
      path = new RequestCall(request, createContext(), {}).path
      response.end()
    })
    const socket = connect(port, '127.0.0.1')
    socket.end('OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    await new Promise((resolve) => socket.resume().on('close', resolve))
    expect(path).toBe('*')
  })

  test('first value of a header that is there twice; commas of a single one belong to it', async () => {
    const call = await callOf('/', ['x-tier', 'gold', 'X-Tier', 'iron', 'x-list', 'a,b', 'x-one', '1'])
    const names = ['x-tier', 'x-list', 'x-one', 'x-none', 'constructor']
    expect(names.map((name) => call.header(name))).toEqual(['gold', 'a,b', '1', undefined, undefined])
  })

  test('service is the caller: x-microservice-name, else x-cse-src-microservice (D16)', async () => {
    const caller = async (...entries: [string, string][]): Promise<string | undefined> =>
      (await callOf('/', [], createContext(entries))).service
    expect(await caller()).toBeUndefined()
    expect(await caller(['x-cse-src-microservice', 'a'])).toBe('a')
    expect(await caller(['x-cse-src-microservice', 'a'], ['x-microservice-name', 'b'])).toBe('b')
  })
})
