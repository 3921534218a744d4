import { readBoolean } from '@node-chassis/core/yaml'
import type { Side } from '@node-chassis/core'
import type { GovernanceProblem } from '../contracts.ts'
import { FixedWindow } from './fixed-window.ts'
import { FlowControlGate, GLOBAL } from './gate.ts'
import type { Limit } from './gate.ts'

const PREFIX = 'servicecomb.flowcontrol.'
const ENABLED = `${PREFIX}enabled`
const STRATEGY = `${PREFIX}strategy`
const LIMIT = /^servicecomb\.flowcontrol\.(Consumer|Provider)\.qps\.(?:limit\.(.+)|global\.limit)$/

/** The limits per second of older files (governance.md Appendix A). Off without `servicecomb.flowcontrol.enabled=true`. */
export interface FlowControl {
  /** Asked by every call that is made; undefined when nothing limits them. */
  readonly consumer: FlowControlGate | undefined
  /** Asked by every request that is served. */
  readonly provider: FlowControlGate | undefined
  readonly problems: readonly GovernanceProblem[]
  /** Counters by key: a changed limit goes on counting, as in Java. */
  readonly windows: ReadonlyMap<string, FixedWindow>
}

/** Reads all limits; what a key has counted so far is kept. A key that is gone takes its limit with it (B-022). */
export function readFlowControl(values: ReadonlyMap<string, string>, before?: FlowControl): FlowControl {
  const problems: GovernanceProblem[] = []
  const warn = (key: string, message: string): void =>
    void problems.push({ key, severity: 'warning', message })
  const limits: Record<Side, Map<string, Limit>> = { consumer: new Map(), provider: new Map() }
  const windows = new Map<string, FixedWindow>()
  let first: string | undefined
  for (const [key, text] of values) {
    if (!key.startsWith(PREFIX)) continue
    const match = LIMIT.exec(key)
    if (match === null || text.trim() === '') continue
    first ??= key
    if (!/^[0-9]{1,10}$/.test(text.trim())) {
      warn(key, `'${text}' is no whole number of calls per second; the key does not count`)
      continue
    }
    const window = before?.windows.get(key) ?? new FixedWindow()
    windows.set(key, window)
    const side = match[1] === 'Consumer' ? 'consumer' : 'provider'
    limits[side].set(match[2] ?? GLOBAL, { perSecond: Number(text), window })
  }
  const none = { consumer: undefined, provider: undefined, problems, windows }
  if (first === undefined) return none
  if (!isOn(values.get(ENABLED), false)) {
    warn(first, `limits nothing: ${ENABLED} is not true (Go needs no such switch, Java and Node do)`)
    return none
  }
  const strategy = values.get(STRATEGY)
  if (strategy !== undefined && strategy !== '' && strategy !== 'FixedWindow')
    warn(STRATEGY, `'${strategy}' is not known here; FixedWindow is taken`)
  const gate = (side: Side, name: 'Consumer' | 'Provider'): FlowControlGate | undefined =>
    limits[side].size > 0 && isOn(values.get(`${PREFIX}${name}.qps.enabled`), true)
      ? new FlowControlGate(side, limits[side])
      : undefined
  return { ...none, consumer: gate('consumer', 'Consumer'), provider: gate('provider', 'Provider') }
}

function isOn(text: string | undefined, otherwise: boolean): boolean {
  if (text === undefined || text === '') return otherwise
  const reading = readBoolean({ kind: 'scalar', text: text.trim(), quoted: false, isNull: false })
  return reading.ok ? reading.value : otherwise
}
