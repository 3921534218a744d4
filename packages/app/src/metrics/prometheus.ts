import type { Family, HistogramSample, Labels } from './family.ts'

export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

const UNITS = { s: '_seconds', By: '_bytes' } as const

/** The text that Prometheus scrapes, format 0.0.4. @param common stands on every series */
export function prometheusText(families: readonly Family[], common: Labels): string {
  return families.map((family) => familyText(family, common)).join('')
}

function familyText(family: Family, common: Labels): string {
  const { kind, help, samples } = family
  if (samples.length === 0) return ''
  const name = prometheusName(family)
  const head = `# HELP ${name} ${escaped(help, /[\\\n]/g)}\n# TYPE ${name} ${kind}\n`
  if (kind === 'histogram') {
    return head + samples.map((sample) => histogramText(name, family.bounds, sample, common)).join('')
  }
  return head + samples.map(({ labels, value }) => line(name, { ...common, ...labels }, value)).join('')
}

/** `chassis.client.call.duration` in seconds: `chassis_client_call_duration_seconds`; counters end in `_total`. */
function prometheusName({ name, kind, unit }: Family): string {
  const text = name.replaceAll('.', '_')
  const suffix = unit === undefined || text.endsWith(UNITS[unit]) ? '' : UNITS[unit]
  return text + suffix + (kind === 'counter' ? '_total' : '')
}

function histogramText(
  name: string,
  bounds: readonly number[],
  { labels, buckets, sum }: HistogramSample,
  common: Labels
): string {
  const all = { ...common, ...labels }
  let count = 0
  let text = ''
  buckets.forEach((one, at) => {
    count += one
    const bound = bounds[at]
    text += line(`${name}_bucket`, { ...all, le: bound === undefined ? '+Inf' : String(bound) }, count)
  })
  return text + line(`${name}_sum`, all, sum) + line(`${name}_count`, all, count)
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text, /[\\\n"]/g)}"`)
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${numberText(value)}\n`
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value)
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
}

// A label's value is whatever somebody named a policy or a service: it must not be able to begin a line of its own.
function escaped(text: string, special: RegExp): string {
  return text.replace(special, (c) => (c === '\n' ? '\\n' : `\\${c}`)).replaceAll('\r', ' ')
}
