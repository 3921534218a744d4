import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'

// What governance costs a service: CPU time of the server's process for each request, with every provider gate on against
// the bare framework, and what a refusal costs against a served request. A request is a POST with 1 KB of JSON that is
// answered with 3 KB. `…Context` is the same from a Java consumer, whose context headers have to be read: what the bare
// framework does not do, so it is shown without a limit. Contenders are processes of their own, asked in turns.
const MODES = ['bare', 'gates', 'context', 'refusing'] as const
type Mode = (typeof MODES)[number]
const CONNECTIONS = 16
const WARM_UP = 8_000
const REQUESTS = 1_000
const ROUNDS = 31

const CONTEXT =
  '{"X-B3-TraceId":"5b8aa5a2d2c872e8","x-trace-id":"5b8aa5a2d2c872e8","x-cse-src-microservice":"shop","x-microservice-name":"shop"}'
const BODY = JSON.stringify({ customer: 'u1', note: 'x'.repeat(1000) })
const request = (...more: readonly string[]): string =>
  [
    'POST /orders/42?full=true HTTP/1.1',
    'Host: order',
    'User-Agent: bench',
    'Accept: application/json',
    'Content-Type: application/json',
    `Content-Length: ${BODY.length}`,
    'x-user: u1',
    ...more,
    '',
    BODY
  ].join('\r\n')

const PLAIN = request()
const FROM_JAVA = request('x-cse-target-microservice: order', `x-cse-context: ${CONTEXT}`)

interface Contender {
  readonly child: ChildProcess
  readonly run: (requests: number) => Promise<void>
}

async function contender(framework: string, mode: Mode): Promise<Contender> {
  const child = fork(
    fileURLToPath(new URL('server.ts', import.meta.url)),
    [framework, mode === 'context' ? 'gates' : mode],
    {
      execArgv: ['--conditions=@node-chassis/source'],
      env: { ...process.env, NODE_ENV: 'production' }
    }
  )
  const [port] = (await once(child, 'message')) as [number]
  const expected = mode === 'refusing' ? 'HTTP/1.1 429 ' : 'HTTP/1.1 200 '
  const lanes = await Promise.all(
    Array.from({ length: CONNECTIONS }, () => openLane(port, mode === 'context' ? FROM_JAVA : PLAIN))
  )
  // The one that the rate limit lets through.
  if (mode === 'refusing') await lanes[0]?.('HTTP/1.1 ')
  return {
    child,
    async run(requests) {
      let left = requests
      await Promise.all(
        lanes.map(async (ask) => {
          while (left-- > 0) await ask(expected)
        })
      )
    }
  }
}

/** A connection that carries one request after the other: the client must not be what is measured. */
async function openLane(port: number, text: string): Promise<(expected: string) => Promise<void>> {
  const socket = connect(port, '127.0.0.1').setNoDelay().setEncoding('latin1')
  await once(socket, 'connect')
  let heard = ''
  let answered: ((answer: string) => void) | undefined
  socket.on('data', (text: string) => {
    heard += text
    const head = heard.indexOf('\r\n\r\n')
    if (head < 0) return
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(heard)?.[1] ?? Number.NaN)
    const chunked = Number.isNaN(length)
    if (chunked ? !heard.endsWith('\r\n0\r\n\r\n') : heard.length < head + 4 + length) return
    const answer = heard
    heard = ''
    answered?.(answer)
  })
  socket.once('close', () => {
    throw new Error('a contender closed a connection')
  })
  return async (expected) => {
    const answer = await new Promise<string>((resolve) => {
      answered = resolve
      socket.write(text, 'latin1')
    })
    if (!answer.startsWith(expected)) throw new Error(`expected ${expected}, got ${answer.slice(0, 200)}`)
  }
}

async function cpuOf({ child, run }: Contender): Promise<number> {
  const read = async (): Promise<number> => {
    child.send('cpu')
    const [micros] = (await once(child, 'message')) as [number]
    return micros
  }
  const before = await read()
  await run(REQUESTS)
  return ((await read()) - before) / REQUESTS
}

// The lower quartile: what neighbours on the machine take away only ever adds.
const quartile = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 2] ?? Number.NaN
const round = (value: number): number => Math.round(value * 1000) / 1000

const ratios: Record<string, number> = {}
for (const framework of ['express', 'fastify']) {
  const contenders = new Map<Mode, Contender>()
  for (const mode of MODES) contenders.set(mode, await contender(framework, mode))
  for (const one of contenders.values()) await one.run(WARM_UP)
  const cpu = new Map<Mode, number[]>(MODES.map((mode) => [mode, []]))
  for (let i = 0; i < ROUNDS; i++) {
    for (let turn = 0; turn < MODES.length; turn++) {
      const mode = MODES[(i + turn) % MODES.length] as Mode
      cpu.get(mode)?.push(await cpuOf(contenders.get(mode) as Contender))
    }
  }
  for (const { child } of contenders.values()) child.removeAllListeners()
  const micros = (mode: Mode): number => quartile(cpu.get(mode) ?? [])
  console.log(`${framework}: ${MODES.map((mode) => `${mode} ${round(micros(mode))} µs`).join(', ')}`)
  ratios[framework] = round(micros('gates') / micros('bare'))
  ratios[`${framework}Context`] = round(micros('context') / micros('bare'))
  ratios[`${framework}Refused`] = round(micros('refusing') / micros('gates'))
}
console.log(JSON.stringify({ name: 'overhead', ratios, bytes: {}, node: process.versions.node }))
process.exit(0)
