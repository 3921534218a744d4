import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'

const run = promisify(execFile)

// Bare processes: a test runner has loaded the bundled undici, and wrapped fetch, long before.
const PRELUDE = `
import { createServer } from 'node:http'
import { once } from 'node:events'
import { startKit, instance } from '${path.join(import.meta.dirname, 'invoker-kit.ts')}'
const CURRENT = Symbol.for('undici.globalDispatcher.2')
const LEGACY = Symbol.for('undici.globalDispatcher.1')
const warnings = []
process.on('warning', (warning) => warnings.push(warning.message))
const server = createServer((request, response) => {
  if (request.url === '/redirect') return response.writeHead(302, { location: '/moved' }).end()
  response.setHeader('x-context', request.headers['x-cse-context'] ?? 'none')
  let body = ''
  request.setEncoding('utf8').on('data', (text) => (body += text))
  request.on('end', () => response.end(request.method + ' ' + request.url + ' ' + body))
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address()
const kit = startKit({ instances: [instance('a', port)], contextHeaders: () => ['x-cse-context', '{}'] })
const { invoker } = kit
const text = async (url, init) => (await fetch(url, init)).text()
const failure = async (promise) => { try { await promise; return 'no failure' } catch (error) { return error } }
const out = []
const end = async () => { await invoker.close(); server.close(); server.closeAllConnections(); console.log(JSON.stringify(out)) }
`

async function child(program: string, before = ''): Promise<unknown[]> {
  const { stdout } = await run(
    process.execPath,
    ['--conditions=@node-chassis/source', '--input-type=module', '--eval', before + PRELUDE + program],
    { cwd: import.meta.dirname, env: { ...process.env, NODE_OPTIONS: '' }, timeout: 30_000 }
  )
  return JSON.parse(stdout) as unknown[]
}

describe(`installGlobalFetch on Node ${process.versions.node}`, () => {
  test('services by name, everything else as before, all undone by close', async () => {
    const out = await child(`
      const before = [globalThis[CURRENT], globalThis[LEGACY]]
      out.push(await invoker.installGlobalFetch())
      out.push(await invoker.installGlobalFetch())
      out.push(await text('http://order/a'))
      out.push((await fetch('http://order/')).headers.get('x-context'))
      out.push(await text('http://order/b', { method: 'POST', body: 'text' }))
      out.push(await text('http://order/c', { method: 'PUT', body: new Blob(['blob']) }))
      const stream = new ReadableStream({ start(c) { c.enqueue(new TextEncoder().encode('stream')); c.close() } })
      out.push(await text('http://order/d', { method: 'POST', body: stream, duplex: 'half' }))
      const own = { method: 'POST', body: 'own', headers: { 'content-length': '3' } }
      out.push(await text('http://order/e', own))
      out.push(await text('http://order/redirect'))
      const aborted = AbortSignal.abort(new Error('enough'))
      out.push((await failure(fetch('http://order/', { signal: aborted }))).message)
      const plain = await fetch('http://127.0.0.1:' + port + '/plain')
      out.push(plain.headers.get('x-context'))
      await invoker.close()
      out.push([globalThis[CURRENT] === before[0], globalThis[LEGACY] === before[1]])
      out.push(await text('http://127.0.0.1:' + port + '/after'))
      out.push((await failure(fetch('http://order/'))).message)
      out.push((await failure(invoker.installGlobalFetch())).code)
      await end()
    `)
    expect(out).toEqual([
      true,
      true,
      'GET /a ',
      '{}',
      'POST /b text',
      'PUT /c blob',
      'POST /d stream',
      'POST /e own',
      'GET /moved ',
      'enough',
      'none',
      [true, true],
      'GET /after ',
      'fetch failed',
      'CHS_CLOSED'
    ])
  })

  test('a failed call has its code in the cause, as fetch wraps errors', async () => {
    const out = await child(`
      await invoker.installGlobalFetch()
      const error = await failure(fetch('http://nobody/'))
      out.push([error.name, error.cause.code])
      await end()
    `)
    expect(out).toEqual([['TypeError', 'CHS_NO_INSTANCE']])
  })

  test('without it: our dispatcher given to the built-in fetch, where that speaks the handlers of undici 8', async () => {
    const out = await child(`
      const answer = await fetch('http://order/', { dispatcher: invoker.dispatcher }).then((one) => one.status, (error) => error)
      out.push(answer.cause?.code ?? answer)
      await end()
    `)
    expect(out).toEqual([Number.parseInt(process.versions.undici ?? '') >= 8 ? 200 : 'CHS_INVALID_ARGUMENT'])
  })

  test('the global WebSocket reaches a service by name', async () => {
    const out = await child(`
      const { createHash } = await import('node:crypto')
      server.on('upgrade', (request, socket) => {
        const key = request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
        const accept = createHash('sha1').update(key).digest('base64')
        socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: ' + accept + '\\r\\n\\r\\n')
        socket.write(Buffer.from([0x81, 2, 104, 105]))
        socket.on('error', () => {})
      })
      await invoker.installGlobalFetch()
      const socket = new WebSocket('ws://order/updates')
      const [{ data }] = await once(socket, 'message')
      out.push(data)
      socket.close()
      process.exitCode = 0
      console.log(JSON.stringify(out))
      process.exit()
    `)
    expect(out).toEqual(['hi'])
  })

  test('a fetch that does not pass through: warned of, and left alone', async () => {
    const out = await child(
      `
      const before = [globalThis[CURRENT], globalThis[LEGACY]]
      out.push(await invoker.installGlobalFetch())
      out.push([globalThis[CURRENT] === before[0], globalThis[LEGACY] === before[1]])
      out.push(await text('http://order/'))
      await end()
    `,
      `globalThis.fetch = async () => new Response('mocked');\n`
    )
    expect(out).toEqual([false, [true, true], 'mocked'])
  })

  test('a dispatcher that somebody puts on top stays, and ours beneath it goes quiet', async () => {
    const out = await child(`
      await invoker.installGlobalFetch()
      const { getGlobalDispatcher, setGlobalDispatcher } = await import('@node-chassis/transport')
      let seen = 0
      const beneath = getGlobalDispatcher()
      const theirs = beneath.compose((dispatch) => (options, handler) => { seen++; return dispatch(options, handler) })
      setGlobalDispatcher(theirs)
      out.push(await text('http://order/x'), seen)
      await invoker.close()
      out.push(getGlobalDispatcher() === theirs)
      out.push(await text('http://127.0.0.1:' + port + '/y'), seen)
      out.push((await failure(fetch('http://order/'))).cause.code)
      await end()
    `)
    expect(out.slice(0, 5)).toEqual(['GET /x ', 1, true, 'GET /y ', 2])
    // The world's name service is asked again: there is no host of that name.
    expect(out[5]).toMatch(/ENOTFOUND|EAI_AGAIN/)
  })
})
