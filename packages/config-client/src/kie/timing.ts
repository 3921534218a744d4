import type { Env } from '@node-chassis/core'

/** When the centre is asked (config.md 5.5). */
export interface KieTiming {
  readonly longPolling: boolean
  /** How long the centre keeps a poll waiting, whole seconds. */
  readonly waitS: number
  /** Between two polls without long polling, ms. */
  readonly intervalMs: number
  /** Limit of a request that does not wait, ms. */
  readonly requestMs: number
  /** How often everything is read whatever the revision says, ms; 0 never. */
  readonly fullRefreshMs: number
}

const DEFAULTS: KieTiming = {
  longPolling: true,
  waitS: 10,
  intervalMs: 15_000,
  requestMs: 5_000,
  fullRefreshMs: 300_000
}
/** A server with a write limit of 60 s drops longer ones unanswered (config.md 4.5). */
const LONGEST_WAIT_S = 50
const SHORTEST_INTERVAL_MS = 1_000

/** Fills in the defaults and keeps every value where it does no harm, with a warning (decisions.md N18). */
export function timingOf(given: Partial<KieTiming>, log: Env['log']): KieTiming {
  const timing = { ...DEFAULTS, ...given }
  const { intervalMs, waitS } = timing
  const interval = Number.isFinite(intervalMs)
    ? Math.max(intervalMs, SHORTEST_INTERVAL_MS)
    : DEFAULTS.intervalMs
  if (interval !== intervalMs)
    log.warn(`\`servicecomb.kie.refreshInterval\` is in milliseconds: ${intervalMs} is raised to ${interval}`)
  const wait = Number.isFinite(waitS)
    ? Math.min(Math.max(Math.trunc(waitS), 1), LONGEST_WAIT_S)
    : DEFAULTS.waitS
  if (wait !== waitS)
    log.warn(
      `\`servicecomb.kie.pollingWaitTime\` is in whole seconds from 1 to ${LONGEST_WAIT_S}: ${waitS} becomes ${wait}`
    )
  return { ...timing, intervalMs: interval, waitS: wait }
}
