import type { Attributes, BatchObservableResult, Observable } from '@opentelemetry/api'
import type { Unsubscribe } from '@node-chassis/core'
import type { Family } from '../metrics/family.ts'
import type { OpenTelemetry } from './load.ts'

/**
 * What `/metrics` shows of the chassis, as observable instruments: read when the SDK collects, so that nothing is paid per
 * call. A histogram becomes three counters, `.count`, `.sum` (s) and `.bucket` with the attribute `le`. What OpenTelemetry
 * measures by itself (the process, requests served) is left to it.
 */
export function observeFamilies(api: OpenTelemetry, collect: () => readonly Family[]): Unsubscribe {
  const meter = api.metrics.getMeter('node-chassis')
  const instruments = new Map<string, Observable>()
  for (const { name, kind, help, unit } of ours(collect())) {
    const options = { description: help, ...(unit === undefined ? {} : { unit }) }
    if (kind === 'gauge') instruments.set(name, meter.createObservableGauge(name, options))
    else if (kind === 'counter') instruments.set(name, meter.createObservableCounter(name, options))
    else {
      instruments.set(`${name}.count`, meter.createObservableCounter(`${name}.count`, { description: help }))
      instruments.set(`${name}.sum`, meter.createObservableCounter(`${name}.sum`, options))
      instruments.set(
        `${name}.bucket`,
        meter.createObservableCounter(`${name}.bucket`, { description: help })
      )
    }
  }
  const observed = [...instruments.values()]
  const callback = (result: BatchObservableResult): void => {
    const observe = (name: string, value: number, attributes: Attributes): void => {
      const instrument = instruments.get(name)
      if (instrument !== undefined) result.observe(instrument, value, attributes)
    }
    for (const family of ours(collect())) observeFamily(family, observe)
  }
  meter.addBatchObservableCallback(callback, observed)
  return () => meter.removeBatchObservableCallback(callback, observed)
}

function ours(families: readonly Family[]): readonly Family[] {
  return families.filter(({ name }) => name.startsWith('chassis.'))
}

function observeFamily(
  family: Family,
  observe: (name: string, value: number, attributes: Attributes) => void
): void {
  const { name } = family
  if (family.kind !== 'histogram') {
    for (const { labels, value } of family.samples) observe(name, value, labels)
    return
  }
  for (const { labels, buckets, sum } of family.samples) {
    let count = 0
    buckets.forEach((one, at) => {
      count += one
      observe(`${name}.bucket`, count, { ...labels, le: String(family.bounds[at] ?? '+Inf') })
    })
    observe(`${name}.count`, count, labels)
    observe(`${name}.sum`, sum, labels)
  }
}
