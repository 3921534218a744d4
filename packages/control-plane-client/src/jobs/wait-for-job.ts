import { sleep } from '@node-chassis/core'
import { meansEngineGone } from '../answers/hints.ts'
import type { ControlPlane } from '../control-plane.ts'
import { ControlPlaneError } from '../control-plane-error.ts'
import { isTransient } from '../may-repeat.ts'
import type { JobRef } from './job-ref.ts'
import { failureOf, isFailed, progressOf } from './progress.ts'
import type { EngineJob, JobProgress } from './progress.ts'

export interface WaitForJobOptions {
  /** What the job does: a delete ends by disappearing, a create takes its time. @defaultValue `change` */
  readonly operation?: 'create' | 'delete' | 'change'
  /** Hears of every poll. */
  readonly onProgress?: (progress: JobProgress) => void
  /** Before the first poll, ms. @defaultValue create 180000, delete 120000, else that of pollMs (control-plane.md 5) */
  readonly firstPollMs?: number
  /** Between polls, ms. @defaultValue 15000 */
  readonly pollMs?: number
  /** Until `CHS_CLOUD_JOB_TIMEOUT`, ms from now. @defaultValue 3600000, delete 1200000 */
  readonly deadlineMs?: number
  readonly signal?: AbortSignal | undefined
}

/** Polls in a row that may fail before the wait does; each has been repeated by itself before. */
const FAILURES = 5
const NO_SUCH_JOB = 'SVCSTG.00501153'

/**
 * Waits until a job of an engine is done; unknown statuses count as running. Single failures of polls are survived.
 * @returns the finished job; undefined when it has disappeared with its engine, which is how a delete ends
 * @throws ControlPlaneError `CHS_CLOUD_JOB_FAILED` with `phase` and `log`, `CHS_CLOUD_JOB_TIMEOUT`, or what getEngineJob
 *   ended with; the signal's reason
 */
export async function waitForJob(
  cloud: Pick<ControlPlane, 'env' | 'getEngine' | 'getEngineJob'>,
  { engineId, jobId }: JobRef,
  options: WaitForJobOptions = {}
): Promise<EngineJob | undefined> {
  const { operation = 'change', pollMs = 15_000, onProgress, signal } = options
  const { clock } = cloud.env
  const firstMs =
    options.firstPollMs ?? (operation === 'create' ? 180_000 : operation === 'delete' ? 120_000 : pollMs)
  const begin = clock.now()
  const end = begin + (options.deadlineMs ?? (operation === 'delete' ? 1_200_000 : 3_600_000))
  let deletes = operation === 'delete'
  let failures = 0
  let last: JobProgress = {
    status: 'PreInit',
    done: 0,
    total: 0,
    phase: undefined,
    elapsedMs: 0,
    job: undefined
  }

  const tell = (progress: JobProgress): void => {
    last = progress
    onProgress?.(progress)
  }
  for (let wait = firstMs; ; wait = pollMs) {
    // A last look when time is up.
    await sleep(clock, Math.min(wait, Math.max(0, end - clock.now())), signal)
    const elapsedMs = clock.now() - begin
    try {
      const job = await cloud.getEngineJob({ engineId, jobId }, { signal })
      failures = 0
      deletes ||= job.type === 'Delete'
      tell(progressOf(job, elapsedMs))
      if (job.status === 'Finished') return job
      if (isFailed(job.status)) throw failed(engineId, job)
    } catch (error) {
      if (!(error instanceof ControlPlaneError) || error.operation !== 'getEngineJob') throw error
      if (deletes && (await isGone(cloud, engineId, error, signal))) {
        tell({ ...last, status: 'Finished', done: last.total, phase: undefined, elapsedMs, job: undefined })
        return undefined
      }
      const survived = isTransient(error) || error.code === 'CHS_CLOUD_ANSWER'
      if (error.code === 'CHS_CLOUD_JOB_FAILED' || !survived || ++failures > FAILURES) throw error
      tell({ ...last, elapsedMs, job: undefined })
    }
    if (clock.now() >= end) throw late(engineId, jobId, last, clock.now() - begin)
  }
}

/** That the engine is unknown is how a deletion succeeds, with status 400 or 401 (control-plane.md 5). */
async function isGone(
  cloud: Pick<ControlPlane, 'getEngine'>,
  engineId: string,
  { code, statusCode, cloudCode }: ControlPlaneError,
  signal: AbortSignal | undefined
): Promise<boolean> {
  if (code !== 'CHS_CLOUD_REFUSED') return false
  if (meansEngineGone(statusCode, cloudCode)) return true
  if (cloudCode !== NO_SUCH_JOB) return false
  try {
    return (await cloud.getEngine({ engineId }, { signal })).status === 'Deleted'
  } catch (error) {
    return error instanceof ControlPlaneError && meansEngineGone(error.statusCode, error.cloudCode)
  }
}

function failed(engineId: string, job: EngineJob): ControlPlaneError {
  const { phase, task, log } = failureOf(job)
  const where = [phase && ` in phase ${phase}`, task && `, step ${task}`].filter(Boolean).join('')
  const said = log ? `: ${log}` : ''
  return new ControlPlaneError(
    'CHS_CLOUD_JOB_FAILED',
    `job ${job.id}${job.type ? ` (${job.type})` : ''} of engine ${engineId} ended in ${job.status}${where}${said}`,
    { operation: 'getEngineJob', engineId, jobId: String(job.id), phase, task, log, job }
  )
}

function late(
  engineId: string,
  jobId: string,
  { status, phase }: JobProgress,
  ms: number
): ControlPlaneError {
  const where = phase === undefined ? '' : `, in phase ${phase}`
  return new ControlPlaneError(
    'CHS_CLOUD_JOB_TIMEOUT',
    `job ${jobId} of engine ${engineId} is ${status}${where} after ${Math.round(ms / 1000)} s; it goes on: wait for it again`,
    { operation: 'getEngineJob', engineId, jobId, phase }
  )
}
