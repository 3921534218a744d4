import type { Env } from '@node-chassis/core'
import type { Discovery } from '../discovery/discovery.ts'
import { keptSocket } from '../sockets/kept-socket.ts'
import type { OpenSocket } from '../sockets/socket.ts'
import { NO_SUCH_SERVICE, readFrame } from './frame.ts'
import { createPulls } from './pulls.ts'

export interface WatchOptions {
  readonly env: Env
  readonly open: OpenSocket
  /** Path of the watch of this consumer; undefined while it is not registered. */
  readonly path: () => string | undefined
  readonly discovery: Pick<Discovery, 'refresh' | 'told'>
  /** The registry does not know this consumer. */
  readonly forgotten: () => void
}

/** Hears of changed instances between two polls. */
export interface Watch {
  /** Registered, maybe under another service id. */
  retarget(): void
  /** The engine answers again. */
  hurry(): void
  close(): void
}

/**
 * Only shortens the way of news: what a frame says is shown at once, every frame and every connection makes a pull that
 * replaces it, and polling goes on beside it, since frames get lost (registry.md 11.1, C12).
 */
export function createWatch({ env, open, path, discovery, forgotten }: WatchOptions): Watch {
  const pulls = createPulls({
    clock: env.clock,
    random: env.random,
    pull: (names, inFull) => discovery.refresh(names, inFull),
    onError: (err) => env.log.debug({ err }, 'a pull after a frame of the watch failed')
  })
  const socket = keptSocket({
    env,
    open,
    path,
    without: 'the registry cannot be watched; changes of instances are seen with the next poll',
    pings: true,
    onOpened() {
      // There is no snapshot: what happened meanwhile is only told to who asks.
      pulls.ask(undefined, false)
    },
    onHeard(text) {
      if (text.trim() === NO_SUCH_SERVICE) return forgotten()
      const { names, change } = readFrame(text)
      if (change !== undefined && discovery.told(change)) pulls.check(names)
      else pulls.ask(names, true)
    },
    onPinged() {},
    onEnded() {}
  })
  return {
    retarget: () => socket.retarget(),
    hurry: () => socket.hurry(),
    close() {
      pulls.close()
      socket.close()
    }
  }
}
