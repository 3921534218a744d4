import { createContext } from '@node-chassis/core'
import { recordingLogger } from '@node-chassis/core/testing'
import type { CallObserver, ObservedCall } from '@node-chassis/invoker'
import { expect, test } from 'vitest'
import { CallWatch } from './call-watch.ts'
import type { CallSpans } from './telemetry/spans.ts'

const CALL = {
  context: createContext(),
  target: { app: 'default', service: 'order' }
} as unknown as ObservedCall

function watch(spans: Partial<CallSpans>): {
  readonly observer: () => CallObserver | undefined
  readonly errors: () => number
} {
  let observer: CallObserver | undefined
  const log = recordingLogger()
  const it = new CallWatch({ observe: (one) => (observer = one) }, log)
  it.spans = {
    begun: () => {},
    sending: (_call, send) => send(),
    traceparent: () => undefined,
    settled: () => {},
    traceIdOf: () => undefined,
    ...spans
  }
  return { observer: () => observer, errors: () => log.records.length }
}

const fail = (): never => {
  throw new Error('no')
}

test.each(['begun', 'settled', 'traceparent'] as const)(
  'tracing that fails in %s costs no call, and is heard of once',
  (where) => {
    const { observer, errors } = watch({ [where]: fail })
    const first = observer()
    for (let i = 0; i < 2; i++) {
      first?.begun(CALL)
      first?.traceparent(CALL)
      first?.settled(CALL, 1)
    }
    expect([errors(), observer()]).toEqual([1, undefined])
  }
)

test('a request is sent once, whatever tracing does', () => {
  let sent = 0
  watch({ sending: fail })
    .observer()
    ?.sending(CALL, () => sent++)
  expect(sent).toBe(1)
  const { observer, errors } = watch({})
  expect(() => observer()?.sending(CALL, fail)).toThrow('no')
  expect(errors()).toBe(0)
})
