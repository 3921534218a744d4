import type { Env, Gate } from '@node-chassis/core'

/** Logs the first refusal of each policy and second, and counts the rest (governance.md 8.1, last note). */
export function createRefusalLog({ clock, log }: Env): (gate: Gate) => void {
  const seen = new WeakMap<Gate, { second: number; unsaid: number }>()
  return (gate) => {
    const second = Math.floor(clock.now() / 1000)
    const last = seen.get(gate)
    if (last?.second === second) {
      last.unsaid++
      return
    }
    seen.set(gate, { second, unsaid: 0 })
    const { rule, code, status } = gate
    log.warn({ rule, code, status, unsaid: last?.unsaid ?? 0 }, `a request was refused: ${gate.message}`)
  }
}
