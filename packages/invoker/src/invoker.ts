import { EventHub, TransportError } from '@node-chassis/core'
import type { Target } from '@node-chassis/core'
import { SELECTION_PREFIXES, readSelection } from '@node-chassis/governance'
import { Agent, WebSocket, fetch, limitedConnector, request } from '@node-chassis/transport'
import type { Answer } from './answer.ts'
import type { AttemptLoop } from './attempt-loop.ts'
import { ownFetchArguments } from './built-in.ts'
import { callSettled } from './channels.ts'
import { callRequest } from './call-options.ts'
import type { CallOptions } from './call-options.ts'
import { CollectedCall } from './collected-call.ts'
import { CustomBalancer } from './custom-balancer.ts'
import type { InvokerEvents } from './events.ts'
import { explainCall } from './explain.ts'
import type { CallExplanation } from './explain.ts'
import { installGlobalFetch } from './global-fetch.ts'
import type { GlobalFetch } from './global-fetch.ts'
import { Keeper } from './keeper.ts'
import { Lifecycle } from './lifecycle.ts'
import { metricsOf } from './metrics.ts'
import { Names } from './names.ts'
import { withOwnPriority } from './own-priority.ts'
import { ServiceDispatcher } from './service-dispatcher.ts'
import { INVOKER_PREFIXES, readSettings, rereadSettings } from './settings.ts'
import type { Invoker, InvokerOptions } from './surface.ts'
import { TimerWheel } from './timer-wheel.ts'
import { WithTraits, traitsOf } from './with-traits.ts'
import type { CallWorld } from './world.ts'

/** @throws ConfigError `CHS_CONFIG_INVALID` for a setting that cannot be used */
export function createInvoker(options: InvokerOptions): Invoker {
  const { env, self, source, governance, config } = options
  let settings = readSettings(config)
  let selection = readSelection(config)
  const context = withOwnPriority(options.context, () => selection)
  const events = new EventHub<InvokerEvents>((err, name) =>
    env.log.warn({ err }, `a listener of '${name}' failed`)
  )
  const keepers = new Map<Target, Keeper>()
  const names = new Names(
    self.app,
    () => settings,
    (target) => {
      const keeper = keepers.get(target)
      if (keeper !== undefined && !keeper.empty) return false
      keepers.delete(target)
      return true
    },
    (origin, service) =>
      env.log.warn(
        { origin, service },
        `${origin} is asked as a host of the network; the service '${service}' is called without a port: http://${service.toLowerCase()}/`
      )
  )
  const lifecycle = new Lifecycle()
  const active = new Set<AttemptLoop>()
  let drained: (() => void) | undefined

  const balancers = new Map(
    Object.entries(options.balancers ?? {}).map(([name, make]) => [
      name,
      () => new CustomBalancer(name, make(), env)
    ])
  )
  const keeperWorld = {
    env,
    balancers,
    source,
    settings: () => settings,
    selection: () => selection,
    learn: (service: string) => names.learn(service),
    emit: events.emit.bind(events)
  }
  const keeperOf = (target: Target): Keeper => {
    let keeper = keepers.get(target)
    if (keeper === undefined) keepers.set(target, (keeper = new Keeper(keeperWorld, target)))
    return keeper
  }
  const world: CallWorld = {
    env,
    wheel: new TimerWheel(env.clock),
    governance,
    lifecycle,
    contextHeaders: options.contextHeaders,
    settings: () => settings,
    keeperOf,
    similar: (service) => names.similar(service),
    observer: undefined,
    began: (call) => void active.add(call),
    ended(call) {
      active.delete(call)
      if (callSettled.hasSubscribers) callSettled.publish(call)
      if (active.size === 0) drained?.()
    }
  }

  const stopListening = [
    source.onChange((list) => {
      if (list.known) names.learn(list.target.service)
      keepers.get(names.ofName(`${list.target.app}:${list.target.service}`))?.take(list)
    }),
    ...INVOKER_PREFIXES.map((prefix) =>
      config.onChange(prefix, () => {
        try {
          settings = rereadSettings(config, settings)
        } catch (err) {
          env.log.warn({ err }, 'the settings of the invoker stay as they were')
          return
        }
        names.forget()
        for (const keeper of keepers.values()) keeper.configure()
      })
    ),
    ...SELECTION_PREFIXES.map((prefix) =>
      config.onChange(prefix, () => {
        try {
          selection = readSelection(config)
        } catch (err) {
          env.log.warn({ err }, 'balancing and instance filters stay as they were')
          return
        }
        for (const keeper of keepers.values()) keeper.select()
      })
    )
  ]

  let agent: Agent | undefined
  const passThrough = (): Agent =>
    (agent ??= new Agent({
      connections: settings.pool.connections,
      connect: limitedConnector(env.clock, 10_000),
      allowH2: false
    }))

  let globalFetch: GlobalFetch | undefined
  const shut = (): void => {
    lifecycle.move('closed')
    globalFetch?.restore()
    for (const stop of stopListening.splice(0)) stop()
  }
  const end = async (how: 'close' | 'destroy'): Promise<void> => {
    await Promise.all([...keepers.values()].map((keeper) => keeper.close(how)))
    if (agent !== undefined && !agent.destroyed) await agent[how]()
    events.removeAll()
  }
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => {
    closing ??= (async () => {
      shut()
      if (active.size > 0) await new Promise<void>((resolve) => (drained = resolve))
      await end('close')
    })()
    return closing
  }
  let destroying: Promise<void> | undefined
  const destroy = (): Promise<void> => {
    destroying ??= (async () => {
      shut()
      const refusal = lifecycle.refusal()
      for (const call of active) call.abortBy(refusal)
      await end('destroy')
    })()
    return destroying
  }

  const dispatcher = new ServiceDispatcher({
    world,
    context,
    targetOf: (origin) => names.ofOrigin(origin),
    passThrough,
    close,
    destroy
  })

  // An ambiguous name is ours to refuse.
  const isService = (origin: string | URL): boolean => {
    try {
      return names.ofOrigin(origin) !== undefined
    } catch {
      return true
    }
  }

  const collect = (target: Target, path: string | CallOptions | undefined, more?: CallOptions) => {
    const callOptions = typeof path === 'object' ? path : more
    let call: CollectedCall
    try {
      call = new CollectedCall(world, callRequest(target, context.current(), path, more), callOptions?.signal)
    } catch (error) {
      return Promise.reject(error)
    }
    call.start()
    return call.promise
  }
  const checked = async (target: Target, path: string | CallOptions | undefined, more?: CallOptions) => {
    const answer = await collect(target, path, more)
    if (answer.status >= 400) throw badStatus(target, answer)
    return answer
  }
  const callTo = (target: Target, path: string | CallOptions | undefined, more?: CallOptions) => {
    const throwOnError = (typeof path === 'object' ? path : more)?.throwOnError
    return throwOnError === true ? checked(target, path, more) : collect(target, path, more)
  }
  const explain = (target: Target, callOptions?: CallOptions): CallExplanation =>
    explainCall(world, callRequest(target, context.current(), callOptions, undefined))

  return {
    call(service: string, path?: string | CallOptions, more?: CallOptions) {
      let target: Target
      try {
        target = names.ofName(service)
      } catch (error) {
        return Promise.reject(error)
      }
      return callTo(target, path, more)
    },
    request: (url, more) => request<null>(url, { ...more, dispatcher }),
    fetch(input, init) {
      const [ownInput, ownInit] = ownFetchArguments(input, init)
      const traits = traitsOf(init)
      const through = traits === undefined ? dispatcher : new WithTraits(dispatcher, traits)
      return fetch(ownInput, { ...ownInit, dispatcher: through })
    },
    dispatcher,
    webSocket: (url, protocols = []) => new WebSocket(url, { protocols, dispatcher }),
    installGlobalFetch() {
      const refusal = lifecycle.state === 'closed' ? lifecycle.refusal() : undefined
      if (refusal !== undefined) return Promise.reject(refusal)
      globalFetch ??= installGlobalFetch(env, isService, dispatcher)
      return globalFetch.works
    },
    service(name) {
      const target = names.ofName(name)
      return {
        call: (path?: string | CallOptions, more?: CallOptions) => callTo(target, path, more),
        explain: (callOptions) => explain(target, callOptions)
      }
    },
    explain: (service, callOptions) => explain(names.ofName(service), callOptions),
    metrics: () => metricsOf(keepers.values()),
    observe(observer) {
      world.observer = observer
    },
    on: (name, listener) => events.on(name, listener),
    starting: () => lifecycle.move('starting'),
    ready: () => lifecycle.move('ready'),
    close,
    destroy,
    [Symbol.asyncDispose]: close
  }
}

function badStatus(target: Target, answer: Answer): TransportError {
  return new TransportError('CHS_BAD_STATUS', `'${target.service}' answered ${answer.status}`, {
    statusCode: answer.status,
    body: answer.text(),
    headers: answer.headers
  })
}
