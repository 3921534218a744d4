import { randomUUID } from 'node:crypto'
import { LifecycleError, isChassisError, loop } from '@node-chassis/core'
import type { Env, EventHub, InstanceStatus, Loop, Registrar, Registration } from '@node-chassis/core'
import { createOutage } from '@node-chassis/transport'
import { backoffMs, salted } from '../backoff.ts'
import type { RegistryEvents } from '../events.ts'
import type { Schema } from '../schemas/schema.ts'
import { uploadSchemas } from '../schemas/upload.ts'
import type { SchemaProgress } from '../schemas/upload.ts'
import { NO_INSTANCE, NO_SCOPE, NO_SERVICE, engineCodeOf, isPassing } from '../wire/refusal.ts'
import type { InstanceIds, RegistryApi } from '../wire/registry-api.ts'
import type { LeaseSocket } from './lease-socket.ts'
import { ensureInstance, ensureService } from './sequence.ts'
import { validateRegistration } from './validate.ts'

export interface RegistrarOptions {
  readonly env: Env
  readonly api: RegistryApi
  readonly events: EventHub<RegistryEvents>
  /** Pause between heartbeats, ms, salted by a tenth. */
  readonly heartbeatMs: number
  /** Default: 32 hex digits made once, so that coming back after a loss makes no second instance (C1). */
  readonly instanceId: string | undefined
  /** Uploaded between service and instance. */
  readonly schemas: readonly Schema[]
  readonly failOnSchemaDifference: boolean
  readonly onSchemaProgress: SchemaProgress | undefined
  /** A second way to renew the lease, asked before each beat; PUT is the one that always works. */
  readonly lease: () => LeaseSocket | undefined
  /** Ids were given or ended: what depends on them may have to look elsewhere. */
  readonly onIdentity: () => void
}

export interface KeptRegistrar extends Registrar {
  /** Of the registration, undefined before one. */
  readonly environment: string | undefined
  /** Sends a heartbeat now, at most one a second: something hints that the registry has forgotten us. */
  check(): void
  /** The registry said outside of a heartbeat that it has lost the instance, or the whole service: registers again at once. */
  registerAgain(lost: 'instance' | 'service'): void
  /** Sends a heartbeat now, whenever the last one was: the other way to renew the lease has ended. */
  beatNow(): void
  /** The engine answers again: what waits because it did not is tried now. */
  hurry(): void
  /** Ends the loop without a word to the registry. */
  close(): Promise<void>
}

/** Failed heartbeats in a row after which the instance is announced as lost (registry.md 16.2). */
const LOST_AFTER = 3
const CHECK_MS = 1_000
/** A lease is four beats; after this many without a ping on the socket it is renewed by PUT. */
const SOCKET_BEATS = 2.4
/** Longest pause between two tries to register. */
const RETRY_LIMIT_MS = 30_000
/** The longest timer there is. */
const HOLD_MS = 2 ** 31 - 1

export function createRegistrar(options: RegistrarOptions): KeptRegistrar {
  const { env, api, events, heartbeatMs } = options
  const instanceId = options.instanceId ?? randomUUID().replaceAll('-', '')
  const outage = createOutage(env.log)
  const schemaIds = options.schemas.map(({ id }) => id)

  let registration: Registration | undefined
  let running: Loop | undefined
  let settle: { resolve(): void; reject(error: unknown): void } | undefined
  let serviceId: string | undefined
  /** The service that has our schemas. */
  let described: string | undefined
  let identity: InstanceIds | undefined
  /** The registry does not have the instance: it must be registered before the next heartbeat. */
  let missing = true
  /** It may have one of this id that we cannot speak for (C2). */
  let mayLive = false
  let wanted: InstanceStatus = 'UP'
  let applied: InstanceStatus | undefined
  let failures = 0
  let lost = false
  let askedAt = -Infinity

  const announceLost = (reason: 'forgotten' | 'unreachable'): void => {
    if (lost || identity === undefined) return
    lost = true
    events.emit('lost', { ...identity, reason })
  }

  /** @param back what the log says when it had not been heard before */
  const announceHeard = (back?: string): void => {
    failures = 0
    outage.over(back)
    if (!lost || identity === undefined) return
    lost = false
    events.emit('recovered', identity)
  }

  const describe = async (id: string, isNew: boolean, signal: AbortSignal): Promise<void> => {
    if (options.schemas.length > 0) {
      const how = {
        log: env.log,
        isNew,
        // Fails the start only: a service that runs is better in the registry with an old contract than not at all.
        failOnDifference: options.failOnSchemaDifference && identity === undefined,
        onProgress: options.onSchemaProgress
      }
      await uploadSchemas(api, id, options.schemas, how, signal)
    }
    described = id
  }

  const registerNow = async (what: Registration, signal: AbortSignal): Promise<number> => {
    const status = wanted
    // A service id of an earlier time may be gone; of this turn it is not.
    const remembered = serviceId !== undefined
    const mayLived = mayLive
    try {
      let isNew = false
      if (serviceId === undefined) {
        described = undefined
        ;({ serviceId, isNew } = await ensureService(api, what, schemaIds, signal))
      }
      if (described !== serviceId) await describe(serviceId, isNew, signal)
      const wish = { instanceId, status, heartbeatMs, wallMs: env.clock.wallNow(), mayLive }
      // From here on the registry may have it, whether we hear the answer or not.
      mayLive = true
      const again = identity !== undefined
      identity = await ensureInstance(api, what, serviceId, wish, signal)
      missing = false
      applied = status
      env.log.info(
        { ...identity, service: what.service, version: what.version },
        `registered "${what.service}"${again ? ' again' : ''}`
      )
      options.onIdentity()
      events.emit('registered', { ...identity, again })
      announceHeard()
      settle?.resolve()
      return wanted === status ? salted(env.random, heartbeatMs) : 0
    } catch (err) {
      if (signal.aborted) throw err
      if (engineCodeOf(err) === NO_SERVICE && remembered) {
        serviceId = undefined
        mayLive = mayLived
        return registerNow(what, signal)
      }
      if (settle !== undefined && !isPassing(err)) {
        settle.reject(err)
        return heartbeatMs
      }
      failures++
      if (failures === 1) events.emit('waiting', { error: err as Error })
      outage.failed(err, `"${what.service}" is not registered, other services cannot find it`)
      return backoffMs(env.random, failures, Math.min(heartbeatMs, RETRY_LIMIT_MS))
    }
  }

  /** How long the lease needs no beat, ms: by pongs on the socket it is renewed each 30 s (registry.md 11.2). */
  const leaseLeftMs = (): number => {
    const renewedAt = options.lease()?.renewedAt ?? -Infinity
    return renewedAt + SOCKET_BEATS * heartbeatMs - env.clock.now()
  }

  const beat = async (what: Registration, ids: InstanceIds, signal: AbortSignal): Promise<number> => {
    try {
      await api.heartbeat(ids, signal)
      if (applied !== wanted) {
        const status = wanted
        await api.putStatus(ids, status, signal)
        applied = status
      }
      announceHeard(`the registry hears the heartbeat of "${what.service}" again`)
      return salted(env.random, heartbeatMs)
    } catch (err) {
      if (signal.aborted) throw err
      const code = engineCodeOf(err)
      if (code === NO_INSTANCE || code === NO_SERVICE || code === NO_SCOPE) {
        // An engine that lost its data, or a lease that ran out: back at once, not after three failures (C3).
        env.log.warn(
          { ...ids, engineCode: code },
          `the registry has forgotten "${what.service}"; registering again`
        )
        missing = true
        // Only the two speak of the instance for sure.
        mayLive = code === NO_SCOPE
        if (code !== NO_INSTANCE) serviceId = undefined
        announceLost('forgotten')
        return registerNow(what, signal)
      }
      failures++
      if (failures === LOST_AFTER) announceLost('unreachable')
      outage.failed(err, `heartbeat of "${what.service}" failed`)
      return backoffMs(env.random, failures, heartbeatMs)
    }
  }

  const end = async (): Promise<void> => {
    const ending = running
    running = undefined
    settle?.reject(
      new LifecycleError('CHS_CLOSED', 'The registry client was closed before it had registered.')
    )
    await ending?.close()
  }

  return {
    get identity() {
      return identity
    },
    get environment() {
      return registration?.environment
    },
    async register(what, signal) {
      if (running !== undefined) {
        throw new LifecycleError(
          'CHS_INVALID_ARGUMENT',
          'register() was called twice; call deregister() first'
        )
      }
      validateRegistration(what)
      signal.throwIfAborted()
      registration = what
      wanted = what.status
      missing = true
      mayLive = options.instanceId !== undefined
      warnOfHalfAPlace(env, what)
      const onAbort = (): void => settle?.reject(signal.reason)
      const registered = new Promise<void>((resolve, reject) => {
        settle = { resolve, reject }
      })
      signal.addEventListener('abort', onAbort, { once: true })
      running = loop(env, { name: 'registration', firstMs: 0, retryMs: heartbeatMs }, async (loopSignal) => {
        askedAt = env.clock.now()
        if (missing || identity === undefined) return registerNow(what, loopSignal)
        const renewedMs = applied === wanted ? leaseLeftMs() : 0
        if (renewedMs > 0) {
          announceHeard()
          return Math.min(renewedMs, salted(env.random, heartbeatMs))
        }
        return beat(what, identity, loopSignal)
      })
      const mine = running
      // The loop's timers let a process end; one that waits for this promise must not.
      const release = env.clock.after(HOLD_MS, () => {}, true)
      try {
        await registered
      } catch (error) {
        if (running === mine) running = undefined
        await mine.close()
        throw error
      } finally {
        release()
        settle = undefined
        signal.removeEventListener('abort', onAbort)
      }
    },
    async setStatus(status, signal) {
      wanted = status
      if (identity === undefined || missing) return
      try {
        await api.putStatus(identity, status, signal)
        applied = status
      } catch (error) {
        const code = engineCodeOf(error)
        if (code !== NO_INSTANCE && code !== NO_SERVICE) throw error
        // Registering again brings the status with it.
        running?.wake()
      }
    },
    async deregister(signal) {
      await end()
      const ids = identity ?? (serviceId !== undefined && mayLive ? { serviceId, instanceId } : undefined)
      identity = undefined
      serviceId = undefined
      missing = true
      lost = false
      options.onIdentity()
      if (ids === undefined) return
      try {
        await api.deleteInstance(ids, signal)
      } catch (err) {
        const code = engineCodeOf(err)
        if (code === NO_INSTANCE || code === NO_SERVICE) return
        env.log.warn(
          isChassisError(err) ? ids : { err, ...ids },
          `the instance could not be taken out of the registry; its lease will end by itself. ${(err as Error).message}`
        )
      }
    },
    check() {
      if (env.clock.now() - askedAt >= CHECK_MS) running?.wake()
    },
    registerAgain(what) {
      if (running === undefined || identity === undefined || missing) return
      missing = true
      mayLive = what === 'service'
      if (what === 'service') serviceId = undefined
      announceLost('forgotten')
      running.wake()
    },
    beatNow: () => running?.wake(),
    hurry() {
      if (failures > 0) running?.wake()
    },
    close: end
  }
}

function warnOfHalfAPlace(env: Env, { dataCenter, region, zone }: Registration): void {
  const given = [dataCenter, region, zone].filter((part) => part !== undefined).length
  if (given === 0 || given === 3) return
  env.log.warn(
    '`servicecomb.datacenter.name`, `.region` and `.availableZone` belong together; as one is missing none is registered'
  )
}
