import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { runEngine } from './run.ts'
import type { EngineIo } from './run.ts'

/** A process that keeps what is written to it and takes signals. */
function fakeProcess() {
  const signals = new EventEmitter()
  const out: string[] = []
  const err: string[] = []
  let wrote: (line: string) => void = () => {}
  const firstLine = new Promise<string>((resolve) => {
    wrote = resolve
  })
  const io: EngineIo = {
    stdout: {
      write(text) {
        out.push(text)
        wrote(text)
      }
    },
    stderr: { write: (text) => err.push(text) },
    on: (signal, listener) => signals.on(signal, listener),
    off: (signal, listener) => signals.off(signal, listener)
  }
  return { io, out, err, firstLine, signals }
}

const FREE = { host: '127.0.0.1', scPort: 0, kiePort: 0 }

test.each(['SIGTERM', 'SIGINT'])('is ready when both listen, and ends with 0 on %s', async (signal) => {
  const { io, out, err, firstLine, signals } = fakeProcess()
  const code = runEngine(FREE, io)
  const [, registryUrl = '', configUrl = ''] =
    /^ready (http:\/\/127\.0\.0\.1:\d+) (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(await firstLine) ?? []
  expect((await fetch(`${registryUrl}/v4/default/registry/health`)).status).toBe(200)
  expect((await fetch(`${configUrl}/nope`)).status).toBe(404)
  signals.emit(signal)
  expect(await code).toBe(0)
  expect(out).toHaveLength(1)
  expect(err).toEqual([])
  expect(signals.eventNames()).toEqual([])
  await expect(fetch(`${registryUrl}/health`)).rejects.toThrow()
})

test('a port in use is one line and code 2, and nothing keeps running', async () => {
  const first = fakeProcess()
  const running = runEngine(FREE, first.io)
  const port = Number(/:(\d+)\n$/.exec(await first.firstLine)?.[1])
  for (const taken of [{ scPort: port }, { kiePort: port }]) {
    const second = fakeProcess()
    expect(await runEngine({ ...FREE, ...taken }, second.io)).toBe(2)
    const line = `engine: port ${port} on 127.0.0.1 is in use: choose another port, or 0 for any free one\n`
    expect(second.err).toEqual([line])
    expect(second.out).toEqual([])
  }
  first.signals.emit('SIGTERM')
  expect(await running).toBe(0)
})

test('a host that is not of this machine is one line and code 2', async () => {
  const { io, err } = fakeProcess()
  expect(await runEngine({ ...FREE, host: '192.0.2.1' }, io)).toBe(2)
  expect(err).toHaveLength(1)
  expect(err[0]).toMatch(/^engine: cannot listen on 192\.0\.2\.1:0 /)
})

test('a signal while it starts ends it as soon as it has started', async () => {
  const { io, out, signals } = fakeProcess()
  const code = runEngine(FREE, io)
  signals.emit('SIGTERM')
  expect(await code).toBe(0)
  expect(out).toHaveLength(1)
  expect(signals.eventNames()).toEqual([])
})
