import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { request as httpRequest } from 'node:http'
import path from 'node:path'
import { format, promisify } from 'node:util'
import { startEngine, startProgram } from '@node-chassis/testing'
import type { EngineProcess, Program } from '@node-chassis/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

const run = promisify(execFile)
const source = (name: string): string => path.join(import.meta.dirname, 'src', name)

let engine: EngineProcess
let order: Program

const environment = (): Record<string, string | undefined> => ({
  ...process.env,
  NODE_OPTIONS: '',
  LOG_LEVEL: 'error',
  SERVICECOMB_BOOT_TURNDOWN_WAITINSECONDS: '0',
  SERVICECOMB_REGISTRY_SC_ADDRESS: engine.registryUrl,
  SERVICECOMB_KIE_SERVERURI: engine.configUrl
})

beforeAll(async () => {
  engine = await startEngine()
  for (const [name, value] of Object.entries(environment()))
    if (value !== undefined) process.env[name] = value
  process.chdir(import.meta.dirname)
  order = await startProgram(source('order.ts'), { cwd: import.meta.dirname, env: environment() })
})

afterAll(async () => {
  await order.kill('SIGKILL')
  await engine.kill()
})

/** Lines that an example prints. Run in this process: what takes its time is the start of one, not the example. */
async function output(example: () => Promise<unknown>): Promise<string[]> {
  const lines: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((...parts: unknown[]) => {
    lines.push(...format(...parts).split('\n'))
  })
  try {
    await example()
  } finally {
    log.mockRestore()
  }
  return lines
}

const PAID = "200 { id: '42', state: 'paid' }"

async function uploaded(): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(process.execPath, { end: 2_000_000 }))
    hash.update(chunk as Buffer)
  return hash.digest('hex')
}

test('call', async () => {
  expect(await output(() => import('./src/call.ts'))).toEqual([
    PAID,
    "200 { id: '43', state: 'paid' }",
    expect.stringMatching(/^CHS_NO_INSTANCE .*ordr/)
  ])
})

test('fetch, and the process-wide one', async () => {
  expect(await output(() => import('./src/fetch.ts'))).toEqual([PAID, "200 { id: '43', state: 'paid' }"])
})

test('request', async () => {
  expect(await output(() => import('./src/request.ts'))).toEqual([
    "200 application/json { id: '42', state: 'paid' }",
    'order: 1 well'
  ])
})

test('upload with retry', async () => {
  const lines = (await output(() => import('./src/upload.ts'))).join(' ')
  expect(lines).toContain(await uploaded())
  expect(lines).toMatch(/^200 .*after 2 attempts$/)
})

test('streaming download', async () => {
  expect(await output(() => import('./src/download.ts'))).toEqual(['200 1088890 bytes'])
})

test('server-sent events', async () => {
  expect(await output(() => import('./src/events.ts'))).toEqual([
    'id: 1, data: {"order":1}',
    'id: 2, data: {"order":2}',
    'id: 3, data: {"order":3}',
    'left after 3 events'
  ])
})

test('WebSocket', async () => {
  expect(await output(() => import('./src/web-socket.ts'))).toEqual(['order heard: hello'])
})

test('a library of somebody else over the dispatcher', async () => {
  expect(await output(() => import('./src/sdk.ts'))).toEqual(["{ id: '42', state: 'paid' }"])
})

test('CommonJS, as a program that ends by itself', async () => {
  const { stdout } = await run(
    process.execPath,
    ['--conditions=@node-chassis/source', source('common.cjs')],
    {
      cwd: import.meta.dirname,
      env: environment()
    }
  )
  expect(stdout.trim()).toBe(PAID)
})

test('the reverse proxy: answers, uploads, streams, leaving clients, statuses', async () => {
  const proxy = await startProgram(source('proxy.ts'), { cwd: import.meta.dirname, env: environment() })
  const [url = ''] = proxy.ready
  const get = await fetch(`${url}/order/orders/42?x=1`)
  expect([get.status, get.headers.get('content-type'), await get.json()]).toEqual([
    200,
    'application/json',
    { id: '42', state: 'paid' }
  ])
  // One of the two finds the service busy. The body is small enough to be sent again from what was kept of it.
  for (const body of ['first', 'second']) {
    const put = await fetch(`${url}/order/uploads/1`, { method: 'PUT', body })
    expect([put.status, await put.json()]).toEqual([
      200,
      { sha256: createHash('sha256').update(body).digest('hex') }
    ])
  }
  const report = await fetch(`${url}/order/report`)
  expect((await report.arrayBuffer()).byteLength).toBe(1_088_890)
  expect((await fetch(`${url}/nobody/x`)).status).toBe(503)
  const first = await new Promise<string>((resolve, reject) => {
    const asked = httpRequest(`${url}/order/events`, (response) => {
      response.once('data', (chunk: Buffer) => {
        resolve(String(chunk))
        asked.destroy()
      })
    })
    asked.once('error', reject).end()
  })
  expect(first).toContain('id: 1')
  expect((await fetch(`${url}/order/orders/7`)).status).toBe(200)
  expect(await proxy.kill('SIGTERM')).toMatchObject({ code: 0 })
})
