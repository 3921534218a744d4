import { readFileSync } from 'node:fs'
import path from 'node:path'
import { simulatedEnv } from '@node-chassis/core/testing'
import { describe, expect, test } from 'vitest'
import { createKieAdmin } from './admin.ts'
import type { KieAdmin } from './admin.ts'
import type { KieAdminOptions } from './admin-http.ts'
import { scriptedCentre } from './scripted-centre.test-support.ts'
import type { Asked, Answer, ScriptedCentre } from './scripted-centre.test-support.ts'

interface Exchange {
  readonly seq: number
  readonly req: { readonly method: string; readonly url: string; readonly body?: string }
  readonly res: { readonly status: number; readonly body?: string }
}

const TRANSCRIPT = readFileSync(path.join(import.meta.dirname, '..', 'fixtures', 'kie-client.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Exchange)
const exchange = (seq: number): Exchange => TRANSCRIPT.find((one) => one.seq === seq)!
const answer = (seq: number): Answer => {
  const { status, body = '' } = exchange(seq).res
  return { status, body }
}

function admin(centre: ScriptedCentre, more: Partial<KieAdminOptions> = {}): KieAdmin {
  return createKieAdmin({ env: simulatedEnv(), addresses: [centre.url], ...more })
}

/** What a request says, whatever the order of its parameters. */
function said({ method, url, body }: { method: string; url: string; body?: string }): object {
  const { pathname, searchParams } = new URL(url, 'http://x')
  const query = [...searchParams].map((pair) => pair.join('=')).toSorted()
  return {
    method,
    pathname,
    query,
    body: body === undefined || body === '' ? {} : (JSON.parse(body) as object)
  }
}

const LABELS = { app: 'interop', environment: '', service: 'walk-3' }

describe('the recorded kie-client (Go) and its server', () => {
  test('create: the same document, always with its status', async () => {
    await using centre = await scriptedCentre(() => answer(2))
    await using ours = admin(centre)
    const created = await ours.create('colour', 'red', LABELS)
    const { body: theirs, ...where } = said(exchange(2).req) as { body: { id?: string } }
    const { id, ...document } = theirs
    expect(id).toBe('')
    expect(said(centre.asked[0]!)).toEqual({ ...where, body: document })
    expect(created).toMatchObject({ key: 'colour', value: 'red', status: 'enabled', updateRevision: 446 })
  })

  test('a second create is refused with 409: create says so, put updates', async () => {
    const answers = [answer(3), answer(3), answer(4), answer(8)]
    await using centre = await scriptedCentre((_asked, n) => answers[n - 1]!)
    await using ours = admin(centre)
    expect(await ours.create('colour', 'red', LABELS)).toBeUndefined()
    expect(await ours.put('colour', 'blue', LABELS)).toMatchObject({ value: 'blue', updateRevision: 447 })
    const [, , list, update] = centre.asked.map(said) as {
      query: string[]
      body: object
      pathname: string
      method: string
    }[]
    const labels = ['label=app:interop', 'label=environment:', 'label=service:walk-3', 'match=exact']
    expect(list).toMatchObject({ method: 'GET', pathname: '/v1/default/kie/kv' })
    expect(list!.query).toEqual(expect.arrayContaining(labels))
    const theirs = said(exchange(8).req) as { body: { value: string; status: string } }
    const { value, status } = theirs.body
    expect(update).toEqual({ ...theirs, body: { value, status } })
  })

  test('delete by id; one that is gone already is no fault; several ids at once', async () => {
    const answers = [answer(4), answer(10), answer(1), answer(4), answer(11), answer(12)]
    await using centre = await scriptedCentre((_asked, n) => answers[n - 1]!)
    await using ours = admin(centre)
    expect(await ours.delete('colour', LABELS)).toBe(true)
    expect(said(centre.asked[1]!)).toEqual(said(exchange(10).req))
    expect(await ours.delete('colour', LABELS)).toBe(false)
    // Found, and deleted by somebody else meanwhile.
    expect(await ours.delete('colour', LABELS)).toBe(true)
    const { ids } = JSON.parse(exchange(12).req.body!) as { ids: string[] }
    await ours.deleteAll(ids)
    expect(said(centre.asked.at(-1)!)).toEqual(said(exchange(12).req))
  })

  test('get: the document with exactly these labels', async () => {
    await using centre = await scriptedCentre(() => answer(4))
    await using ours = admin(centre)
    expect(await ours.get('colour', LABELS)).toMatchObject({ value: 'red', labels: LABELS })
    // The centre's filter ignores case, its keys do not.
    expect(await ours.get('COLOUR', LABELS)).toBeUndefined()
  })
})

/** A centre with so many documents, read by pages. */
const paged =
  (total: () => number) =>
  ({ query }: Asked): Answer => {
    const [offset, limit] = [Number(query.get('offset')), Number(query.get('limit'))]
    const size = Math.max(0, Math.min(limit, total() - offset))
    const data = Array.from({ length: size }, (_, n) => ({
      id: `${offset + n}`,
      key: `k${offset + n}`,
      value: ''
    }))
    return { body: JSON.stringify({ total: total(), data }) }
  }

describe('long work', () => {
  test('lists page by page and says how far it is', async () => {
    await using centre = await scriptedCentre(paged(() => 250))
    await using ours = admin(centre)
    const seen: [number, number][] = []
    const exported = await ours.export({ app: 'a' }, { onProgress: (...at) => void seen.push(at) })
    expect(exported.data).toHaveLength(250)
    expect(seen).toEqual([
      [100, 250],
      [200, 250],
      [250, 250]
    ])
    expect(centre.asked.map(({ query }) => query.get('offset'))).toEqual(['0', '100', '200'])
  })

  test('a list that shrank between two pages is read anew', async () => {
    let asked = 0
    await using centre = await scriptedCentre((question) => {
      asked++
      // The second page begins one too late: a document before it was deleted.
      if (asked !== 2) return paged(() => 150)(question)
      const data = Array.from({ length: 49 }, (_, n) => ({ id: `${101 + n}`, key: 'k', value: '' }))
      return { body: JSON.stringify({ total: 150, data }) }
    })
    await using ours = admin(centre)
    expect(await ours.list()).toHaveLength(150)
    expect(asked).toBe(4)
  })

  test('imports a hundred a request, small enough for the store, with status and environment', async () => {
    await using centre = await scriptedCentre(({ body }) => {
      const { data } = JSON.parse(body) as { data: { key: string }[] }
      return {
        body: JSON.stringify({
          success: data.filter(({ key }) => key !== 'k7'),
          failure: data
            .filter(({ key }) => key === 'k7')
            .map(({ key }) => ({ key, labels: null, error_code: 400_001, error_message: 'bad' }))
        })
      }
    })
    await using ours = admin(centre)
    const seen: number[] = []
    const many = Array.from({ length: 205 }, (_, n) => ({ key: `k${n}`, value: 'v' }))
    const big = Array.from({ length: 9 }, (_, n) => ({ key: `b${n}`, value: 'x'.repeat(131_072) }))
    const result = await ours.import([...many, ...big], {
      override: 'skip',
      onProgress: (done) => void seen.push(done)
    })
    expect(result).toEqual({
      success: 213,
      failures: [{ key: 'k7', labels: {}, code: '400001', message: 'bad' }]
    })
    expect(seen).toEqual([100, 200, 208, 211, 214])
    expect(centre.asked.every(({ url }) => url === '/v1/default/kie/file?override=skip')).toBe(true)
    const [first] = (JSON.parse(centre.asked[0]!.body) as { data: object[] }).data
    expect(first).toEqual({
      key: 'k0',
      value: 'v',
      value_type: 'text',
      status: 'enabled',
      labels: { environment: '' }
    })
  })

  test('abort stops at the first document that is there: the rest is not sent', async () => {
    await using centre = await scriptedCentre(() => ({
      body: JSON.stringify({
        success: [],
        failure: [{ key: 'k0', labels: {}, error_code: 400_005, error_message: 'stop' }]
      })
    }))
    await using ours = admin(centre)
    const many = Array.from({ length: 150 }, (_, n) => ({ key: `k${n}`, value: 'v' }))
    const { failures } = await ours.import(many, { override: 'abort' })
    expect(centre.asked).toHaveLength(1)
    expect(failures).toHaveLength(51)
    expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['400005']))
  })

  test('a signal ends it between two requests', async () => {
    await using centre = await scriptedCentre(() => ({ body: '{"success":[],"failure":[]}' }))
    await using ours = admin(centre)
    const ending = new AbortController()
    const many = Array.from({ length: 300 }, (_, n) => ({ key: `k${n}`, value: 'v' }))
    const work = ours.import(many, {
      signal: ending.signal,
      onProgress: () => ending.abort(new Error('enough'))
    })
    await expect(work).rejects.toThrow('enough')
    expect(centre.asked).toHaveLength(1)
  })

  test('history: every revision of one document, newest first', async () => {
    const entries = [3, 2, 1].map((n) => ({ id: 'x', key: 'colour', value: `v${n}`, update_revision: n }))
    const list = { body: JSON.stringify({ total: 1, data: [{ id: 'x', key: 'colour', value: 'v3' }] }) }
    await using centre = await scriptedCentre(({ url }) =>
      url.startsWith('/v1/default/kie/revision/x?')
        ? { body: JSON.stringify({ total: 3, data: entries }) }
        : list
    )
    await using ours = admin(centre)
    expect((await ours.history('colour', {})).map(({ value }) => value)).toEqual(['v3', 'v2', 'v1'])
    expect(await ours.history('other', {})).toEqual([])
  })
})

test('the seam for credentials: headers of an address, and a second chance after 401', async () => {
  await using centre = await scriptedCentre(({ headers }) =>
    headers['authorization'] === 'Bearer new' ? { body: '{"data":[]}' } : { status: 401 }
  )
  let token = 'old'
  await using ours = admin(centre, {
    auth: {
      headers: () => ({ Authorization: `Bearer ${token}` }),
      refused: async () => ((token = 'new'), true)
    }
  })
  expect(await ours.list()).toEqual([])
  expect(centre.asked.map(({ headers }) => headers['authorization'])).toEqual(['Bearer old', 'Bearer new'])
})

test.each(['null', '<html>', '{"total":1}'])(
  'an answer %j is an error of ours with the address',
  async (body) => {
    await using centre = await scriptedCentre(() => ({ body }))
    await using ours = admin(centre)
    const unavailable = {
      code: 'CHS_CONFIG_UNAVAILABLE',
      message: expect.stringContaining(centre.url) as string
    }
    await expect(ours.list()).rejects.toMatchObject(unavailable)
    await expect(ours.import([{ key: 'k', value: '1' }])).rejects.toMatchObject(unavailable)
  }
)
