import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { startEngine, startProgram } from '@node-chassis/testing'
import type { EngineProcess } from '@node-chassis/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

// Every code block of the README is run here; `npm start` and `npm test` themselves are run by CI.
const root = path.resolve(import.meta.dirname, '..')
const readme = readFileSync(path.join(root, 'README.md'), 'utf8')

interface Block {
  readonly language: string
  readonly text: string
  /** File that the block is a copy of. */
  readonly example: string | undefined
}

const blocks: readonly Block[] = [
  ...readme.matchAll(/(?:<!-- example: (\S+) -->\n+)?```(\w*)\n(.*?)```/gs)
].map(([, example, language = '', text = '']) => ({ example, language, text }))

const commands = blocks
  .filter(({ language }) => language === 'sh')
  .flatMap(({ text }) => text.trim().split('\n'))
  .map((line) => line.replace(/\s+#.*$/, ''))

/** Runs an npm command of the README through the launcher, as npm would. */
async function run(
  command: string,
  more: readonly string[] = []
): Promise<{ code: number; out: string; err: string }> {
  const { verb, args } = parse(command)
  const child = spawn(process.execPath, ['scripts/launch.mjs', verb, ...args, ...more], {
    cwd: root,
    env: environment()
  })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const [code] = (await once(child, 'close')) as [number]
  return { code, out, err }
}

function parse(command: string): { verb: string; args: readonly string[] } {
  const match = /^npm run (?:-s )?(\w+) -- (.+)$/.exec(command)
  if (match === null) throw new Error(`the README has a command that this test cannot run: ${command}`)
  return { verb: match[1]!, args: match[2]!.split(' ') }
}

let engine: EngineProcess

function environment(): Record<string, string | undefined> {
  return {
    ...process.env,
    NODE_OPTIONS: '',
    LOG_LEVEL: 'warn',
    SERVICECOMB_BOOT_TURNDOWN_WAITINSECONDS: '0',
    SERVICECOMB_REGISTRY_SC_ADDRESS: engine.registryUrl,
    SERVICECOMB_KIE_SERVERURI: engine.configUrl
  }
}

beforeAll(async () => {
  engine = await startEngine()
})

afterAll(async () => {
  await engine.kill()
})

test('there is no block and no command that nobody runs', () => {
  expect(blocks.filter(({ language, example }) => language !== 'sh' && example === undefined)).toEqual([])
  expect(commands).toEqual([
    'npm start',
    'npm test',
    'npm run chassis -- engine',
    'npm run example -- first-service/order',
    'npm run example -- first-service/shop',
    'npm run -s chassis -- services',
    'npm run -s chassis -- call order /orders/42'
  ])
})

test.each(blocks.filter(({ example }) => example !== undefined))(
  '$example is what the README shows',
  ({ example, text }) => {
    expect(readFileSync(path.join(root, example!), 'utf8')).toBe(text)
  }
)

describe('the first service', () => {
  test('order serves, shop calls it by name, the command line sees both', async () => {
    const order = await startProgram(path.join(root, 'examples/first-service/src/order.ts'), {
      env: environment(),
      cwd: path.join(root, 'examples/first-service')
    })
    const shop = await run(commands[4]!)
    expect(shop).toMatchObject({
      code: 0,
      out: expect.stringContaining("200 { id: '42', version: '1.0.0' }")
    })
    const services = await run(commands[5]!)
    expect(services).toMatchObject({ code: 0, out: expect.stringMatching(/order +1\.0\.0 +default +1\/1/) })
    const call = await run(commands[6]!)
    expect(call).toMatchObject({ code: 0, out: '{"id":"42","version":"1.0.0"}\n' })
    expect(call.err).toContain('route: no rule')
    expect(await order.kill('SIGINT')).toMatchObject({ code: 0 })
  })

  test('order is started by its command, and ends with it', async () => {
    const order = await startProgram(path.join(root, 'scripts/launch.mjs'), {
      args: ['example', 'first-service/order'],
      env: environment()
    })
    expect(order.ready[0]).toMatch(/^http:/)
    expect(await order.kill('SIGTERM')).toMatchObject({ code: 0 })
  })

  test('the engine is started by its command', async () => {
    const own = await startProgram(path.join(root, 'scripts/launch.mjs'), {
      args: ['chassis', 'engine', '--sc-port', '0', '--kie-port', '0'],
      env: { ...process.env, NODE_OPTIONS: '' }
    })
    expect((await fetch(`${own.ready[0]}/health`)).status).toBe(200)
    expect(await own.kill('SIGTERM')).toMatchObject({ code: 0 })
  })
})
