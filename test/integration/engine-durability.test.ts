import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createEngine } from '@node-chassis/engine'
import { startProgram } from '@node-chassis/testing'
import type { Program } from '@node-chassis/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const MAIN = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url))

let dir: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'chassis-data-'))
})

afterEach(() => {
  rmSync(dir, { recursive: true, force: true })
})

function start(...more: string[]): Promise<Program> {
  return startProgram(MAIN, {
    args: ['engine', '--sc-port', '0', '--kie-port', '0', '--data', join(dir, 'data'), ...more]
  })
}

/** A request to either side; rejects when there is no answer. */
async function send(url: string, method = 'GET', body?: unknown) {
  const answer = await fetch(url, {
    method,
    headers: { 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  })
  const text = await answer.text()
  const json = (/^[[{]/.test(text) ? JSON.parse(text) : {}) as Record<string, never>
  return { status: answer.status, headers: answer.headers, json }
}

const registryOf = (program: Program): string => `${program.ready[0]}/v4/default/registry`
const kvOf = (program: Program): string => `${program.ready[1]}/v1/default/kie/kv`

/** Writes until the engine is gone, and remembers what was acknowledged. What it owns, nobody else writes. */
class Writer {
  readonly #name: string
  serviceId = ''
  readonly instances = new Map<string, string>()
  readonly gone = new Set<string>()
  readonly documents = new Map<string, number>()
  readonly deleted = new Set<string>()
  revision = 0
  acknowledged = 0
  /** The write that was under way at the end: it may be there or not. */
  doubt: string | undefined

  constructor(name: string) {
    this.#name = name
  }

  async run(program: Program, stop: () => boolean): Promise<void> {
    try {
      for (let round = this.acknowledged; !stop(); round++) await this.#once(program, round)
    } catch (error) {
      // The connection broke: the engine was killed. Anything else is a failure of the test.
      if (!(error instanceof TypeError)) throw error
    }
  }

  async #once(program: Program, round: number): Promise<void> {
    const service = `${registryOf(program)}/microservices`
    const created = await send(service, 'POST', { service: { serviceName: this.#name } })
    expect(created.status).toBe(200)
    if (this.serviceId !== '') expect(created.json['serviceId']).toBe(this.serviceId)
    this.serviceId = created.json['serviceId']!
    this.acknowledged++

    const instances = `${service}/${this.serviceId}/instances`
    const instanceId = `${this.#name}-${round}`
    const instance = { instanceId, hostName: 'h', endpoints: ['rest://1.1.1.1:80'] }
    expect((await send(instances, 'POST', { instance })).status).toBe(200)
    this.instances.set(instanceId, 'UP')
    this.acknowledged++

    this.doubt = instanceId
    expect((await send(`${instances}/${instanceId}/status?value=DOWN`, 'PUT')).status).toBe(200)
    this.doubt = undefined
    this.instances.set(instanceId, 'DOWN')
    this.acknowledged++

    const old = `${this.#name}-${round - 4}`
    if (this.instances.has(old)) {
      this.doubt = old
      expect((await send(`${instances}/${old}`, 'DELETE')).status).toBe(200)
      this.doubt = undefined
      this.instances.delete(old)
      this.gone.add(old)
      this.acknowledged++
    }
    await this.#document(program, round)
  }

  async #document(program: Program, round: number): Promise<void> {
    const key = `${this.#name}.${round % 3}`
    this.doubt = key
    const known = await send(`${kvOf(program)}?key=${key}`)
    const found = (known.json['data'] as unknown as { id: string }[])[0]
    const answer =
      found === undefined
        ? await send(kvOf(program), 'POST', { key, value: String(round), status: 'enabled' })
        : round % 5 === 4
          ? await send(`${kvOf(program)}/${found.id}`, 'DELETE')
          : await send(`${kvOf(program)}/${found.id}`, 'PUT', { value: String(round) })
    this.doubt = undefined
    this.acknowledged++
    if (answer.status === 204) {
      this.documents.delete(key)
      this.deleted.add(key)
      return
    }
    expect(answer.status).toBe(200)
    this.documents.set(key, round)
    this.deleted.delete(key)
    const revision = Number(answer.json['update_revision'])
    expect(revision).toBeGreaterThan(this.revision)
    this.revision = revision
  }

  /** Whether all that was acknowledged is there. */
  async compare(program: Program): Promise<void> {
    const query = `appId=default&serviceName=${this.#name}`
    const listed = await send(`${registryOf(program)}/instances?${query}`)
    const found = (listed.json['instances'] ?? []) as { instanceId: string; status: string }[]
    const statusOf = new Map(found.map(({ instanceId, status }) => [instanceId, status]))
    for (const [id, status] of this.instances) {
      if (id === this.doubt) continue
      expect([id, statusOf.get(id)]).toEqual([id, status])
    }
    for (const id of this.gone) expect([id, statusOf.has(id)]).toEqual([id, false])
    const { json, headers } = await send(kvOf(program))
    const data = json['data'] as unknown as { key: string; value: string }[]
    const valueOf = new Map(data.map(({ key, value }) => [key, value]))
    for (const [key, value] of this.documents) {
      if (key !== this.doubt) expect([key, valueOf.get(key)]).toEqual([key, String(value)])
    }
    for (const key of this.deleted) {
      if (key !== this.doubt) expect([key, valueOf.has(key)]).toEqual([key, false])
    }
    expect(Number(headers.get('x-kie-revision'))).toBeGreaterThanOrEqual(this.revision)
    // What was in doubt is decided now.
    if (this.doubt === undefined) return
    const instance = statusOf.get(this.doubt)
    if (instance !== undefined) this.instances.set(this.doubt, instance)
    else if (this.instances.delete(this.doubt)) this.gone.add(this.doubt)
    const value = valueOf.get(this.doubt)
    if (value !== undefined) this.documents.set(this.doubt, Number(value))
    else this.documents.delete(this.doubt)
    this.deleted.delete(this.doubt)
    this.doubt = undefined
  }
}

test('every acknowledged write survives kill -9 under load, again and again', async () => {
  const writers = Array.from({ length: 8 }, (_, index) => new Writer(`writer${index}`))
  const acknowledged = (): number => writers.reduce((sum, writer) => sum + writer.acknowledged, 0)
  let program = await start()
  try {
    for (const target of [100, 250]) {
      let killed: Promise<unknown> | undefined
      const stop = (): boolean => {
        if (acknowledged() >= target) killed ??= program.kill('SIGKILL')
        return false
      }
      await Promise.all(writers.map((writer) => writer.run(program, stop)))
      expect(await killed).toMatchObject({ signal: 'SIGKILL' })
      program = await start()
      for (const writer of writers) await writer.compare(program)
    }
    expect(acknowledged()).toBeGreaterThanOrEqual(250)
  } finally {
    await program.kill('SIGKILL')
  }
})

describe('one directory', () => {
  test('is for one engine, until that has ended, however it did', async () => {
    await using first = await start()
    await expect(start()).rejects.toThrow(
      new RegExp(`code 2, .*\nengine: data directory .*: in use by the engine with process id ${first.pid}:`)
    )
    await first.kill('SIGKILL')
    const second = await start()
    expect(await second.kill('SIGTERM')).toMatchObject({ code: 0 })
    expect(readdirSync(join(dir, 'data'))).toEqual(['journal.jsonl'])
  })

  test('is free again when the engine could not start for another reason', async () => {
    const data = join(dir, 'data')
    await using taken = await createEngine()
    await expect(createEngine({ data, kiePort: taken.kiePort })).rejects.toMatchObject({
      code: 'CHS_PORT_IN_USE'
    })
    await expect(createEngine({ data, seed: { name: 's', text: '{' } })).rejects.toThrow('seed s: ')
    await using engine = await createEngine({ data })
    await expect(createEngine({ data })).rejects.toMatchObject({ code: 'CHS_INVALID_ARGUMENT', dir: data })
    expect(engine.registryUrl).toContain('127.0.0.1')
  })
})

describe('a journal', () => {
  const journal = (): string => join(dir, 'data', 'journal.jsonl')

  test('with a torn last record: a warning, and the rest is there', async () => {
    const first = await start()
    await send(kvOf(first), 'POST', { key: 'kept', value: 'v' })
    await first.kill('SIGKILL')
    appendFileSync(journal(), '{"n":99,"part":"config","da')
    await using second = await start()
    expect(second.output()).toContain('the last record was not written to its end and is dropped')
    expect((await send(kvOf(second))).json['data']).toMatchObject([{ key: 'kept' }])
  })

  test('damaged in the middle: no start, and the offset is named', async () => {
    const first = await start()
    for (const key of ['a', 'b']) await send(kvOf(first), 'POST', { key, value: 'v' })
    await first.kill('SIGTERM')
    const text = readFileSync(journal(), 'utf8')
    const record = text.lastIndexOf('\n', text.indexOf('"key":"a"')) + 1
    writeFileSync(journal(), text.replace('"key":"a"', '"key":"x"'))
    await expect(start()).rejects.toThrow(
      new RegExp(`code 2, .*\nengine: data directory .*: damaged: a damaged record at byte ${record}\n$`)
    )
  })
})

test.skipIf(process.platform === 'win32')(
  'a write that the disk refuses is refused, and what comes after it is not in danger',
  async () => {
    const program = fileURLToPath(new URL('../programs/engine-on-full-disk.ts', import.meta.url))
    const node = [process.execPath, '--conditions=@node-chassis/source', program, join(dir, 'data')]
    const child = spawn('/bin/sh', ['-c', 'ulimit -f 8 && exec "$@"', 'sh', ...node])
    const exited = once(child, 'exit')
    const lines = createInterface({ input: child.stdout })
    const [line] = (await once(lines, 'line')) as [string]
    const [, registryUrl, configUrl] = line.split(' ')
    const kv = `${configUrl}/v1/default/kie/kv`
    const write = (key: string, value: string) => send(kv, 'POST', { key, value, status: 'enabled' })
    expect((await write('first', 'v')).status).toBe(200)
    for (let i = 0; i < 3; i++) {
      expect((await write('large', 'x'.repeat(20_000))).json).toMatchObject({ errorCode: '500001' })
    }
    expect((await write('second', 'v')).json).toMatchObject({ update_revision: 2 })
    const service = `${registryUrl}/v4/default/registry/microservices`
    const created = await send(service, 'POST', { service: { serviceName: 'a' } })
    const serviceId = String(created.json['serviceId'])
    const schema = { schema: 'x'.repeat(20_000) }
    const refused = await send(`${service}/${serviceId}/schemas/large`, 'PUT', schema)
    expect(refused.json).toMatchObject({ errorCode: '500003' })
    child.kill('SIGKILL')
    await exited
    await using again = await createEngine({ data: join(dir, 'data') })
    const data = (await send(`${again.configUrl}/v1/default/kie/kv`)).json['data']
    expect(data).toMatchObject([{ key: 'second' }, { key: 'first' }])
    const services = await send(`${again.registryUrl}/v4/default/registry/microservices/${serviceId}/schemas`)
    expect(services).toMatchObject({ status: 200, json: {} })
  }
)

describe('a restart', () => {
  test('keeps ids and revisions, and lists itself once', async () => {
    const data = join(dir, 'data')
    const first = await createEngine({ data })
    const base = (engine: { registryUrl: string }) => `${engine.registryUrl}/v4/default/registry`
    const own = async (engine: { registryUrl: string }) => (await send(`${base(engine)}/health`)).json
    const before = await own(first)
    const { json: created } = await send(`${base(first)}/microservices`, 'POST', {
      service: { serviceName: 'a' },
      instances: [{ hostName: 'h', endpoints: ['rest://1.1.1.1:80'] }]
    })
    const find = `/instances?appId=default&serviceName=a`
    const found = await send(base(first) + find)
    await first.close()

    const same = await createEngine({ data, scPort: first.scPort })
    expect(await own(same)).toEqual(before)
    const again = await send(base(same) + find)
    expect(again.json).toEqual(found.json)
    expect(again.headers.get('x-resource-revision')).toBe(found.headers.get('x-resource-revision'))
    const { json: recreated } = await send(`${base(same)}/microservices`, 'POST', {
      service: { serviceName: 'a' }
    })
    expect(recreated).toEqual(created)
    await same.close()

    await using elsewhere = await createEngine({ data })
    expect((await own(elsewhere))['instances']).toMatchObject([
      { endpoints: [`rest://127.0.0.1:${elsewhere.scPort}/`] }
    ])
    await elsewhere.close()
    await using unlisted = await createEngine({ data, selfRegister: false })
    expect(await own(unlisted)).toMatchObject({ errorCode: '400012' })
  })

  test('keeps accounts, roles and the password that was changed', async () => {
    const data = join(dir, 'data')
    const rbac = { rootPassword: 'Complicated_1' }
    const token = async (url: string, password: string): Promise<string | undefined> =>
      (await send(`${url}/v4/token`, 'POST', { name: 'root', password })).json['token']
    const first = await createEngine({ data, rbac })
    const changed = await fetch(`${first.registryUrl}/v4/accounts/root/password`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${await token(first.registryUrl, 'Complicated_1')}` },
      body: JSON.stringify({ currentPassword: 'Complicated_1', password: 'Complicated_2' })
    })
    expect(changed.status).toBe(200)
    await first.close()
    // Without accounts for a while: they are nobody's business then, and must not be lost.
    await (await createEngine({ data })).close()
    await using second = await createEngine({ data, rbac })
    expect(await token(second.registryUrl, 'Complicated_2')).toBeTypeOf('string')
    expect(await token(second.registryUrl, 'Complicated_1')).toBeUndefined()
    expect(readFileSync(join(data, 'journal.jsonl'), 'utf8')).not.toContain('Complicated')
  })
})

test('SIGTERM answers what waits, and the process ends by itself', async () => {
  await using program = await start()
  const revision = (await send(kvOf(program))).headers.get('x-kie-revision')
  const polls = ['', '&match=exact'].map((more) =>
    fetch(`${kvOf(program)}?label=app:mall${more}&revision=${revision}&wait=5m`)
  )
  const socket = new WebSocket(
    `${registryOf(program).replace('http', 'ws')}/microservices/${await serviceOf(program)}/watcher`
  )
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = reject
  })
  const closed = new Promise((resolve) => {
    socket.onclose = resolve
  })
  // A request that is answered behind them shows that they have arrived.
  await send(kvOf(program))
  expect(await program.kill('SIGTERM')).toEqual({ code: 0, signal: null })
  for (const poll of polls) expect((await poll).status).toBe(304)
  await closed
})

async function serviceOf(program: Program): Promise<string> {
  const body = { service: { serviceName: 'watcher' } }
  return (await send(`${registryOf(program)}/microservices`, 'POST', body)).json['serviceId']!
}

describe('flags', () => {
  test('reach the engine', async () => {
    const seed = join(dir, 'seed.yaml')
    writeFileSync(
      seed,
      'data:\n  - key: timeout\n    value: 2s\n    status: enabled\n    labels: { app: mall }\n'
    )
    const faults = join(dir, 'faults.json')
    writeFileSync(faults, JSON.stringify({ http: [{ path: '/v4/default/registry/version', status: 429 }] }))
    const plain =
      '--no-self-register --no-schema-changes --self-preservation --quota service=1 --quota config=1 ' +
      '--log-level silent --inner-property engineID=e=1 --min-interval 7 --ttl 90'
    await using program = await start(...plain.split(' '), '--seed', seed, '--faults', faults)
    const base = registryOf(program)
    expect((await send(`${base}/version`)).status).toBe(429)
    expect((await send(`${base}/health`)).json).toMatchObject({ errorCode: '400012' })
    expect((await send(kvOf(program))).json['data']).toMatchObject([
      { key: 'timeout', value: '2s', status: 'enabled', labels: { app: 'mall' } }
    ])
    expect((await send(kvOf(program), 'POST', { key: 'second', value: 'v' })).json).toMatchObject({
      errorCode: '422001'
    })
    const serviceId = await serviceOf(program)
    const other = await send(`${base}/microservices`, 'POST', { service: { serviceName: 'b' } })
    expect(other.json).toMatchObject({ errorCode: '400100' })
    const schema = await send(`${base}/microservices/${serviceId}/schemas/x`, 'PUT', { schema: '{}' })
    expect(schema.json).toMatchObject({ errorCode: '403001' })
    const instance = { hostName: 'h', healthCheck: { mode: 'push', interval: 1, times: 3 } }
    await send(`${base}/microservices/${serviceId}/instances`, 'POST', { instance })
    const listed = await send(`${base}/instances?appId=default&serviceName=watcher`)
    expect(listed.json['instances']).toMatchObject([
      { properties: { engineID: 'e=1' }, healthCheck: { interval: 7 } }
    ])
  })

  test('a seed does not undo what was changed since', async () => {
    const data = join(dir, 'data')
    const seed = { name: 'seed', text: JSON.stringify([{ key: 'a', value: '1', status: 'enabled' }]) }
    const first = await createEngine({ data, seed })
    const kv = (engine: { configUrl: string }): string => `${engine.configUrl}/v1/default/kie/kv`
    const [document] = (await send(kv(first))).json['data'] as unknown as { id: string }[]
    await send(`${kv(first)}/${document?.id}`, 'PUT', { value: '2' })
    await first.close()
    await using second = await createEngine({ data, seed })
    expect((await send(kv(second))).json['data']).toMatchObject([{ id: document?.id, value: '2' }])
  })
})
