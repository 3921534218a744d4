import { describe, expect, test } from 'vitest'
import { recordingLogger, simulatedEnv } from '../testing.ts'
import { decodeContext } from './decode.ts'
import { createContext, createContextAccess } from './store.ts'
import { newTraceId, traceIdOf } from './trace-id.ts'
import { createWireWriter } from './wire-writer.ts'

const identity = { service: 'shop', serviceId: 's1', instanceId: 'i1' }

function pairs(flat: readonly string[]): Record<string, string> {
  const out: Record<string, string> = {}
  for (let i = 0; i < flat.length; i += 2) out[flat[i]!] = flat[i + 1]!
  return out
}

describe('context read from the wire (routing.md Appendix B)', () => {
  test('X1: entries of x-cse-context are taken and go out in both headers under one trace id', () => {
    const { entries } = decodeContext('{"X-B3-TraceId":"abc","gray":"1"}', undefined)
    expect(Object.fromEntries(entries)).toEqual({ 'X-B3-TraceId': 'abc', gray: '1' })
    const out = pairs(
      createWireWriter(simulatedEnv(), identity, 'both').headers(createContext(entries), 'order', undefined)
    )
    const expected = {
      gray: '1',
      'X-B3-TraceId': 'abc',
      'x-trace-id': 'abc',
      'x-cse-src-microservice': 'shop'
    }
    expect(JSON.parse(out['x-cse-context']!)).toMatchObject(expected)
    expect(Object.fromEntries(decodeContext(undefined, out['x-invocation-context']).entries)).toMatchObject(
      expected
    )
  })

  test('X2: x-invocation-context is form-URL-encoded', () => {
    expect([...decodeContext(undefined, '%7B%22a%22%3A%22x+y%22%7D').entries]).toEqual([['a', 'x y']])
  })

  test('X3: x-cse-context wins per key', () => {
    expect([...decodeContext('{"k":"1"}', '%7B%22k%22%3A%222%22%7D').entries]).toEqual([['k', '1']])
  })

  test('X4: a malformed header gives an empty context and is named', () => {
    expect(decodeContext('{broken', undefined)).toEqual({ entries: new Map(), malformed: ['x-cse-context'] })
    expect(decodeContext('[1]', '%ZZ').malformed).toEqual(['x-invocation-context', 'x-cse-context'])
  })

  test('X5: characters beyond ASCII are escaped on the way out, and read in both spellings', () => {
    const context = createContext([['k', '灰']])
    const out = pairs(createWireWriter(simulatedEnv(), identity, 'cse').headers(context, 'order', undefined))
    expect(out['x-cse-context']).toContain('\\u7070')
    expect(decodeContext(out['x-cse-context'], undefined).entries.get('k')).toBe('灰')
    const raw = Buffer.from('{"k":"灰"}', 'utf8').toString('latin1')
    expect(decodeContext(raw, undefined).entries.get('k')).toBe('灰')
  })

  test('values that are no text become text', () => {
    expect([...decodeContext('{"n":1,"b":true,"o":{"a":1},"z":null}', undefined).entries]).toEqual([
      ['n', '1'],
      ['b', 'true'],
      ['o', '{"a":1}']
    ])
  })
})

describe('headers of an outgoing call', () => {
  test('outside of a context: own names, one new trace id in both keys and both headers', () => {
    const out = pairs(
      createWireWriter(simulatedEnv(), identity, 'auto').headers(createContext(), 'order', undefined)
    )
    const cse = JSON.parse(out['x-cse-context']!) as Record<string, string>
    expect(cse).toEqual({
      'X-B3-TraceId': expect.stringMatching(/^[0-9a-f]{16}$/),
      'x-trace-id': cse['X-B3-TraceId'],
      'x-cse-src-microservice': 'shop',
      'x-microservice-name': 'shop',
      'x-src-serviceId': 's1',
      'x-src-instanceId': 'i1',
      'x-instance-id': 'i1'
    })
    expect(Object.fromEntries(decodeContext(undefined, out['x-invocation-context']).entries)).toEqual(cse)
    expect(out['x-cse-target-microservice']).toBe('order')
  })

  test('auto sends what the framework of the target reads (N39)', () => {
    const writer = createWireWriter(simulatedEnv(), identity, 'auto')
    const names = (framework: string | undefined) =>
      Object.keys(pairs(writer.headers(createContext(), 'order', framework))).slice(1)
    expect(names('ServiceComb')).toEqual(['x-cse-context'])
    expect(names('springCloud')).toEqual(['x-invocation-context'])
    expect(names('something-else')).toEqual(['x-cse-context', 'x-invocation-context'])
    expect(createWireWriter(simulatedEnv(), identity, 'none').headers(createContext(), 'order', 'x')).toEqual(
      []
    )
  })

  test('inside a context the encoded text is kept until an entry changes', () => {
    const writer = createWireWriter(simulatedEnv(), identity, 'cse')
    const context = createContext([['lane', 'gray']])
    const first = writer.headers(context, 'order', undefined)
    expect(writer.headers(context, 'order', undefined)).toEqual(first)
    context.set('lane', 'base')
    expect(JSON.parse(writer.headers(context, 'order', undefined)[3]!)).toMatchObject({ lane: 'base' })
  })

  test('a context over 4 KiB loses its largest entry, with a warning that names it', () => {
    const log = recordingLogger()
    const writer = createWireWriter({ ...simulatedEnv(), log }, identity, 'cse')
    const context = createContext([
      ['big', 'x'.repeat(5000)],
      ['small', '1']
    ])
    const sent = JSON.parse(writer.headers(context, 'order', undefined)[3]!) as Record<string, string>
    expect(sent).toMatchObject({ small: '1', 'x-cse-src-microservice': 'shop' })
    expect(sent).not.toHaveProperty('big')
    expect(log.records).toMatchObject([{ level: 40, key: 'big' }])
  })
})

describe('the current context', () => {
  test('run copies, so that changes do not come back', () => {
    const access = createContextAccess()
    access.run({ lane: 'gray' }, () => {
      access.run({ inner: '1' }, () => {
        access.set('lane', 'base')
        expect(access.get('lane')).toBe('base')
        expect(access.get('inner')).toBe('1')
      })
      expect(access.get('lane')).toBe('gray')
      expect(access.get('inner')).toBeUndefined()
    })
    expect(access.get('lane')).toBeUndefined()
  })

  test('set outside of a context says what to do', () => {
    expect(() => createContextAccess().set('a', '1')).toThrow(/context\.run/)
  })

  test('names are found whatever their case', () => {
    const context = createContext([['X-Lane', 'gray']])
    expect(context.get('x-lane')).toBeUndefined()
    expect(context.getIgnoreCase('x-lane')).toBe('gray')
  })
})

describe('trace ids', () => {
  test('are seconds since the epoch and 32 random bits in hexadecimal', () => {
    const env = simulatedEnv()
    env.clock.advance(0x6566a1b2 * 1000)
    expect(newTraceId(env.clock, env.random)).toMatch(/^6566a1b2[0-9a-f]{8}$/)
  })

  test('come from X-B3-TraceId, else from traceparent', () => {
    const w3c = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    expect(traceIdOf('abc', w3c)).toBe('abc')
    expect(traceIdOf(undefined, w3c)).toBe('0af7651916cd43dd8448eb211c80319c')
    expect(traceIdOf(undefined, 'nonsense')).toBeUndefined()
  })
})
