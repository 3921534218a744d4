import { runLoad, startLoad } from './load.ts'
import type { Tally } from './load.ts'
import { until } from './stage.ts'
import type { Actor, Stage } from './stage.ts'

/** What a step came to: whether it held, and what was measured. */
export interface Finding {
  readonly held: boolean
  readonly measured: string
  readonly detail?: string
}

export interface Step {
  readonly title: string
  run(): Promise<Finding>
}

const RULE_KEY = 'servicecomb.routeRule.order'
const RULE = `
- precedence: 2
  match: { headers: { x-user: { exact: beta } } }
  route: [{ weight: 100, tags: { version: 2.0.0 } }]
- precedence: 1
  route:
    - { weight: 20, tags: { version: 2.0.0 } }
    - { weight: 80, tags: { version: 1.0.0 } }
`

const LIMIT = {
  'servicecomb.matchGroup.tour-limit': 'services: shop\nmatches:\n  - apiPath: { prefix: /buy }\n',
  'servicecomb.rateLimiting.tour-limit': 'services: shop\nrate: 20\nlimitRefreshPeriod: 1s\n'
}

/** The story in its order. Each step leaves the stage as the next one expects it. */
export function story(stage: Stage): readonly Step[] {
  const { estate } = stage
  const orders: Actor[] = []
  let shop!: Actor
  const buy = (): string => `${shop.url}/buy/42`
  const beta = { 'x-user': 'beta' }

  return [
    {
      title: 'order 1.0.0 (two instances), order 2.0.0 (one) and shop register, and shop finds order by name',
      async run() {
        orders.push(
          ...(await Promise.all(
            ['1.0.0', '1.0.0', '2.0.0'].map((version) => stage.startService('order', version))
          ))
        )
        shop = await stage.startService('shop', '1.0.0')
        const listed = (await estate.registered('order')).length + (await estate.registered('shop')).length
        const answer = await fetch(buy())
        return {
          held: listed === 4 && answer.ok,
          measured: `${listed} instances registered, first call answered ${answer.status}`
        }
      }
    },
    {
      title: '300 calls are spread evenly',
      async run() {
        const tally = await runLoad(buy(), 300)
        const shares = [...tally.instances.values()]
        return {
          held: good(tally) && shares.length === 3 && shares.every((share) => Math.abs(share - 100) <= 5),
          measured: `${shares.join(' / ')} calls per instance, ${tally.failed} failed`
        }
      }
    },
    {
      title: 'a rule written to the configuration centre sends x-user: beta to 2.0.0, and 20 % of the rest',
      async run() {
        const background = startLoad(buy(), { workers: 2 })
        await estate.publish(RULE_KEY, RULE)
        const tookMs = await until(async () => {
          const probe = await runLoad(buy(), 4, beta)
          return probe.versions.get('2.0.0') === 4
        })
        const during = await background.stop()
        const marked = await runLoad(buy(), 100, beta)
        const others = await runLoad(buy(), 400)
        const share = (others.versions.get('2.0.0') ?? 0) / 4
        return {
          held:
            tookMs !== undefined &&
            [during, marked, others].every(good) &&
            marked.versions.get('2.0.0') === 100 &&
            Math.abs(share - 20) <= 1,
          measured: `in force after ${ms(tookMs)}; 500 calls: beta ${marked.versions.get('2.0.0')}/100 on 2.0.0, others ${share} % on 2.0.0, ${during.failed} of ${during.calls} calls failed meanwhile`
        }
      }
    },
    {
      title: 'kill -9 of one instance under load, no policy set',
      async run() {
        const load = startLoad(buy())
        await until(() => load.done > 100)
        const before = load.done
        await orders.shift()!.program.kill('SIGKILL')
        await until(() => load.done > before + 500)
        const tally = await load.stop()
        orders.push(await stage.startService('order', '1.0.0'))
        return {
          held: tally.failed === 0,
          measured: `${tally.failed} of ${tally.calls} calls failed`,
          ...because(tally)
        }
      }
    },
    {
      title: 'a rate limit of 20 per second on shop turns the surplus into 429',
      async run() {
        for (const [key, value] of Object.entries(LIMIT)) await estate.publish(key, value)
        const inForce = await until(async () => ((await runLoad(buy(), 30)).statuses.get(429) ?? 0) > 0)
        // The next cycle, so that the count begins with a full one.
        await until(async () => (await runLoad(buy(), 1)).statuses.has(200))
        const tally = await runLoad(buy(), 200)
        for (const key of Object.keys(LIMIT)) await estate.withdraw(key)
        const lifted = await until(async () => !(await runLoad(buy(), 30)).statuses.has(429))
        const [passed, refused] = [tally.statuses.get(200) ?? 0, tally.statuses.get(429) ?? 0]
        return {
          held:
            inForce !== undefined &&
            lifted !== undefined &&
            tally.failed === 0 &&
            passed > 0 &&
            passed < refused,
          measured: `200 calls at once: ${passed} answered, ${refused} refused with 429; lifted after ${ms(lifted)}`
        }
      }
    },
    {
      title: 'the engine is stopped: calls go on',
      async run() {
        await estate.engine.kill('SIGKILL')
        const tally = await runLoad(buy(), 500)
        return {
          held: good(tally),
          measured: `${tally.failed} of ${tally.calls} calls failed`,
          ...because(tally)
        }
      }
    },
    {
      title: 'it comes back empty on the same ports: everybody returns by itself',
      async run() {
        await estate.start()
        const load = startLoad(buy(), { workers: 1 })
        const tookMs = await until(
          async () =>
            (await estate.registered('order')).length === 3 && (await estate.registered('shop')).length === 1
        )
        const tally = await load.stop()
        return {
          held: tookMs !== undefined && good(tally),
          measured: `4 instances registered again after ${ms(tookMs)}, ${tally.failed} of ${tally.calls} calls failed meanwhile`,
          ...because(tally)
        }
      }
    },
    {
      title: 'one instance is shut down in order under load',
      async run() {
        const load = startLoad(buy())
        const leaving = orders.shift()!
        const exit = await leaving.program.kill('SIGTERM')
        const left = await until(async () => !(await estate.registered('order')).includes(leaving.instanceId))
        const tally = await load.stop()
        return {
          held: tally.failed === 0 && exit.code === 0 && left !== undefined,
          measured: `${tally.failed} of ${tally.calls} calls failed, exit code ${exit.code}`,
          ...because(tally)
        }
      }
    },
    {
      title: 'one call is explained: which rule sent it where, and why',
      async run() {
        await estate.publish(RULE_KEY, RULE)
        await until(async () => (await runLoad(buy(), 4, beta)).versions.get('2.0.0') === 4)
        const answer = await fetch(`${shop.url}/explain/42`, { headers: beta })
        const { route, text } = (await answer.json()) as {
          route: { rule?: string; because: string }
          text: string
        }
        return {
          held: route.rule?.includes(RULE_KEY) ?? false,
          measured: `${route.rule}: ${route.because}`,
          detail: text
        }
      }
    }
  ]
}

function good(tally: Tally): boolean {
  return tally.failed === 0 && !tally.statuses.has(429)
}

function because(tally: Tally): { detail?: string } {
  return tally.firstFailure === undefined ? {} : { detail: `first failure: ${tally.firstFailure}` }
}

function ms(value: number | undefined): string {
  return value === undefined ? 'never' : `${Math.round(value)} ms`
}
