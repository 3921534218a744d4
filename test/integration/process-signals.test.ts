import { createEngine } from '@node-chassis/engine'
import type { Engine } from '@node-chassis/engine'
import { startProgram } from '@node-chassis/testing'
import type { Program } from '@node-chassis/testing'
import { describe, expect, test } from 'vitest'
import { proxyTo } from './recording-proxy.ts'
import type { Withheld } from './recording-proxy.ts'

// Real processes and real signals. Nothing waits for a time: a signal is sent when the engine has been asked a certain
// question, and a process that hangs is found by the runner's own limit.
const PROGRAM = new URL('../programs/serves-until-signal.ts', import.meta.url)

interface Running {
  readonly program: Program
  /** Words of a line that begins so. */
  readonly line: (word: string) => Promise<readonly string[]>
}

async function start(engine: Engine, env: Record<string, string> = {}): Promise<Running> {
  const lines: string[] = []
  const waiting: { readonly word: string; readonly resolve: (words: readonly string[]) => void }[] = []
  const program = await startProgram(PROGRAM, {
    env: {
      SERVICECOMB_REGISTRY_SC_ADDRESS: engine.registryUrl,
      SERVICECOMB_BOOT_TURNDOWN_WAITINSECONDS: '0',
      SERVICECOMB_SNAPSHOT_ENABLED: 'false',
      ...env
    },
    onLine(line) {
      lines.push(line)
      for (const { word, resolve } of waiting) if (line.startsWith(word)) resolve(line.split(' ').slice(1))
    }
  })
  return {
    program,
    line: (word) =>
      new Promise((resolve) => {
        const line = lines.find((one) => one.startsWith(word))
        if (line === undefined) waiting.push({ word, resolve })
        else resolve(line.split(' ').slice(1))
      })
  }
}

async function instances(engine: Engine): Promise<readonly string[]> {
  const query = 'appId=default&serviceName=order&version=0%2B&rev='
  const answer = await fetch(`${engine.registryUrl}/v4/default/registry/instances?${query}`)
  const { instances: all = [] } = (await answer.json()) as { instances?: { status: string }[] }
  return all.map(({ status }) => status)
}

const LEFT = { code: 0, signal: null }

describe.concurrent('SIGTERM', () => {
  test('while it serves: out of the registry, and the process ends by itself', async () => {
    await using engine = await createEngine()
    const { program, line } = await start(engine)
    await using _ = program
    const [url = ''] = await line('serving')
    expect(await (await fetch(url)).text()).toBe(`served by ${program.pid}`)
    expect(await instances(engine)).toEqual(['UP'])
    expect(await program.kill('SIGTERM')).toEqual(LEFT)
    expect(await instances(engine)).toEqual([])
    await expect(fetch(url)).rejects.toThrow()
  })

  test('while the configuration is pulled', async () => {
    await using engine = await createEngine()
    await using centre = await proxyTo(engine.configUrl, () => 'before')
    const { program } = await start(engine, { SERVICECOMB_KIE_SERVERURI: centre.url })
    await using _ = program
    await centre.heard(/^GET /)
    expect(await program.kill('SIGTERM')).toEqual(LEFT)
    expect(await instances(engine)).toEqual([])
  })

  test.each<[string, RegExp, Withheld]>([
    ['before the registry has said whether it knows the service', /^GET .*existence/, 'before'],
    ['before it has registered the service', /^POST .*microservices /, 'before'],
    ['when it has registered the service and has not said so', /^POST .*microservices /, 'after'],
    ['before it has registered the instance', /^POST .*instances /, 'before'],
    ['when it has registered the instance UP and has not said so', /^POST .*instances /, 'after']
  ])('during registration, %s', async (_name, question, how) => {
    await using engine = await createEngine()
    await using registry = await proxyTo(engine.registryUrl, (one) => (question.test(one) ? how : undefined))
    const { program } = await start(engine, { SERVICECOMB_REGISTRY_SC_ADDRESS: registry.url })
    await using _ = program
    await registry.heard(question)
    expect(await program.kill('SIGTERM')).toEqual(LEFT)
    expect(await instances(engine)).toEqual([])
  })

  test('with a request that nobody answers: the drain has an end', async () => {
    await using engine = await createEngine()
    const { program, line } = await start(engine, { SERVICECOMB_BOOT_TURNDOWN_DRAININSECONDS: '1' })
    await using _ = program
    const [url = ''] = await line('serving')
    const slow = fetch(`${url}/slow`).catch((error: Error) => error.message)
    await line('slow')
    expect(await program.kill('SIGTERM')).toEqual(LEFT)
    expect(await slow).toBe('fetch failed')
    expect(await instances(engine)).toEqual([])
  })

  test('while it waits for its consumers it serves; not ready any more', async () => {
    await using engine = await createEngine()
    await using registry = await proxyTo(engine.registryUrl)
    const { program, line } = await start(engine, {
      SERVICECOMB_REGISTRY_SC_ADDRESS: registry.url,
      SERVICECOMB_BOOT_TURNDOWN_WAITINSECONDS: '60',
      SERVICECOMB_MANAGEMENT_ADDRESS: '0'
    })
    await using _ = program
    const [url = '', admin = ''] = await line('serving')
    expect((await fetch(`${admin}/readyz`)).status).toBe(200)
    process.kill(program.pid, 'SIGTERM')
    await registry.heard(/^PUT .*status.*DOWN/)
    expect((await fetch(`${admin}/readyz`)).status).toBe(503)
    expect((await fetch(`${admin}/livez`)).status).toBe(200)
    const answer = await fetch(url)
    expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close'])
    // In a hurry: at once, and nobody is told to come any more.
    expect(await program.kill('SIGTERM')).toEqual({ code: 1, signal: null })
    expect(await instances(engine)).not.toContain('UP')
  })
})

describe.concurrent('SIGTERM twice', () => {
  test('when the registry has not said that it heard of the first: still nobody is left UP', async () => {
    await using engine = await createEngine()
    await using registry = await proxyTo(engine.registryUrl, (one) =>
      /^PUT .*DOWN/.test(one) ? 'before' : undefined
    )
    const { program, line } = await start(engine, {
      SERVICECOMB_REGISTRY_SC_ADDRESS: registry.url,
      SERVICECOMB_BOOT_TURNDOWN_WAITINSECONDS: '60'
    })
    await using _ = program
    await line('serving')
    process.kill(program.pid, 'SIGTERM')
    await registry.heard(/^PUT .*DOWN/)
    expect(await instances(engine)).toEqual(['UP'])
    expect(await program.kill('SIGTERM')).toEqual({ code: 1, signal: null })
    expect(await instances(engine)).toEqual([])
  })

  test('during registration', async () => {
    await using engine = await createEngine()
    await using registry = await proxyTo(engine.registryUrl, (one) =>
      /^POST .*instances /.test(one) ? 'after' : undefined
    )
    const { program } = await start(engine, { SERVICECOMB_REGISTRY_SC_ADDRESS: registry.url })
    await using _ = program
    await registry.heard(/^POST .*instances /)
    expect(await instances(engine)).toEqual(['UP'])
    process.kill(program.pid, 'SIGTERM')
    process.kill(program.pid, 'SIGTERM')
    const { signal } = await program.exited
    expect(signal).toBeNull()
    expect(await instances(engine)).toEqual([])
  })
})
