import { startProgram } from '@node-chassis/testing'
import type { Program } from '@node-chassis/testing'
import type { Estate } from './estate.ts'

/** One running instance: `ready` holds its address and its registry id. */
export interface Actor {
  readonly program: Program
  readonly url: string
  readonly instanceId: string
}

/** Everything that runs during the tour. */
export class Stage {
  readonly estate: Estate
  readonly #running = new Set<Program>()

  constructor(estate: Estate) {
    this.estate = estate
  }

  async startService(name: 'order' | 'shop', version: string): Promise<Actor> {
    const program = await startProgram(new URL(`./${name}.ts`, import.meta.url), {
      env: {
        CHASSIS_CONF_DIR: process.env['TOUR_CONF'] ?? this.estate.folder,
        SERVICECOMB_SERVICE_NAME: name,
        SERVICECOMB_SERVICE_VERSION: version,
        ...this.estate.env,
        LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent'
      }
    })
    this.#running.add(program)
    void program.exited.then(() => this.#running.delete(program))
    const [url = '', instanceId = ''] = program.ready
    return { program, url, instanceId }
  }

  /** Process ids of the services that still run, the longest running first. */
  pids(): readonly number[] {
    return [...this.#running].map((program) => program.pid)
  }

  /** Ends everything, the engine last. */
  async close(): Promise<void> {
    await Promise.all([...this.#running].map((program) => program.kill('SIGKILL')))
    // Undefined when it never started.
    await (this.estate.engine as Program | undefined)?.kill('SIGTERM')
    await this.estate.close()
  }
}

/** Asks until the answer is yes. @returns how long it took in ms; undefined when it never became so */
export async function until(
  question: () => boolean | Promise<boolean>,
  deadlineMs = 15_000
): Promise<number | undefined> {
  const started = performance.now()
  while (performance.now() - started < deadlineMs) {
    if (await question()) return performance.now() - started
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  return undefined
}
