/** What a run of calls came to. */
export interface Tally {
  readonly calls: number
  readonly failed: number
  /** Answers by status. */
  readonly statuses: ReadonlyMap<number, number>
  /** Good answers by the instance that gave them. */
  readonly instances: ReadonlyMap<string, number>
  /** Good answers by the version that gave them. */
  readonly versions: ReadonlyMap<string, number>
  readonly firstFailure: string | undefined
}

/** Load that runs until it is stopped, or for a number of calls. */
export interface Load {
  readonly done: number
  stop(): Promise<Tally>
}

interface Counts {
  calls: number
  failed: number
  statuses: Map<number, number>
  instances: Map<string, number>
  versions: Map<string, number>
  firstFailure: string | undefined
}

/** Calls `url` from `workers` loops at once, without a pause. @param limit total number of calls; Infinity: until stopped */
export function startLoad(
  url: string,
  options: {
    readonly workers?: number
    readonly limit?: number
    readonly headers?: Record<string, string>
  } = {}
): Load {
  const counts: Counts = {
    calls: 0,
    failed: 0,
    statuses: new Map(),
    instances: new Map(),
    versions: new Map(),
    firstFailure: undefined
  }
  const limit = options.limit ?? Infinity
  let stopped = false
  let started = 0
  const worker = async (): Promise<void> => {
    while (!stopped && started < limit) {
      started++
      await callOnce(url, options.headers ?? {}, counts)
    }
  }
  const finished = Promise.all(Array.from({ length: options.workers ?? 4 }, worker))
  return {
    get done() {
      return counts.calls
    },
    async stop() {
      stopped = limit === Infinity
      await finished
      return counts
    }
  }
}

/** Makes exactly `limit` calls. */
export function runLoad(url: string, limit: number, headers: Record<string, string> = {}): Promise<Tally> {
  return startLoad(url, { limit, headers }).stop()
}

async function callOnce(url: string, headers: Record<string, string>, counts: Counts): Promise<void> {
  try {
    const response = await fetch(url, { headers })
    const text = await response.text()
    add(counts.statuses, response.status)
    if (response.ok) {
      const { instance, version } = JSON.parse(text) as { instance: string; version: string }
      add(counts.instances, instance)
      add(counts.versions, version)
    } else if (response.status !== 429) {
      fail(counts, `${response.status} ${text}`)
    }
  } catch (error) {
    fail(counts, String((error as Error).cause ?? error))
  }
  counts.calls++
}

function add<K>(map: Map<K, number>, key: K): void {
  map.set(key, (map.get(key) ?? 0) + 1)
}

function fail(counts: Counts, why: string): void {
  counts.failed++
  counts.firstFailure ??= why
}
