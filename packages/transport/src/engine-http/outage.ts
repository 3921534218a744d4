import { isChassisError } from '@node-chassis/core'
import type { Logger } from '@node-chassis/core'

/**
 * What the log hears of an engine that cannot be asked: one warning, the same again only at debug, a line when it is over.
 * An engine that is away for a night must not fill a disk, and whoever reads the log sees both ends.
 */
export interface Outage {
  /**
   * @param error its message ends the line; only what is none of our errors, a fault of this code, comes with its stack
   * @param who one of several that ask: it is over when none of them fails any more
   */
  failed(error: unknown, what: string, who?: string): void
  /** Whoever asked has been told of this error, and says it himself. */
  told(error: unknown, who?: string): void
  /** An answer. @param back said when something had failed, `undefined`: something else says so */
  over(back: string | undefined, who?: string): void
}

/** Different errors of one outage that are told; what changes each time (an id in a text) is not. */
const MOST = 8

export function createOutage(log: Logger): Outage {
  const said = new Set<string>()
  const failing = new Set<string>()

  const isNews = (error: unknown): boolean => {
    const text = textOf(error)
    if (said.has(text) || said.size === MOST) return false
    said.add(text)
    return true
  }

  return {
    failed(error, what, who = '') {
      failing.add(who)
      const message = `${what}; trying again. ${textOf(error)}`
      if (!isNews(error)) log.debug({ err: error }, message)
      else if (isChassisError(error)) log.warn({ code: error.code }, message)
      else log.warn({ err: error }, message)
    },
    told(error, who = '') {
      failing.add(who)
      isNews(error)
    },
    over(back, who = '') {
      if (!failing.delete(who) || failing.size > 0) return
      said.clear()
      if (back !== undefined) log.info(back)
    }
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
