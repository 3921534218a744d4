import type { ResultOf } from '../operation-types.ts'

export type EngineJob = ResultOf<'getEngineJob'>

/** How far a job is. */
export interface JobProgress {
  /** PreInit, Init, Executing, Finished, Error, Timeout; new ones may come. */
  readonly status: string
  /** Steps that are done, and all of them: what a bar shows. Both 0 while nothing is known. */
  readonly done: number
  readonly total: number
  /** The phase that runs, or failed. */
  readonly phase: string | undefined
  /** Since the wait began. */
  readonly elapsedMs: number
  /** Absent when the last poll failed, and when the job has disappeared with its engine. */
  readonly job: EngineJob | undefined
}

/** Where a job failed. */
export interface JobFailure {
  readonly phase: string | undefined
  readonly task: string | undefined
  readonly log: string | undefined
}

/** A phase or a step: getEngineJob has steps inside of phases, listEngineJobs has steps alone (control-plane.md 5). */
interface Step {
  readonly taskName?: string
  readonly status?: string
  readonly log?: string
  readonly tasks?: readonly Step[]
}

export function isFailed(status: string | undefined): boolean {
  return status === 'Error' || status === 'Timeout'
}

export function progressOf(job: EngineJob, elapsedMs: number): JobProgress {
  const phases = (job.tasks ?? []) as readonly Step[]
  const steps = phases.flatMap((phase) => (phase.tasks?.length ? phase.tasks : [phase]))
  const now =
    phases.find(({ status }) => isFailed(status)) ??
    phases.find(({ status }) => status === 'Executing') ??
    phases.find(({ status }) => status !== 'Finished')
  return {
    status: job.status,
    done: steps.filter(({ status }) => status === 'Finished').length,
    total: steps.length,
    phase: now?.taskName,
    elapsedMs,
    job
  }
}

export function failureOf(job: EngineJob): JobFailure {
  const phases = (job.tasks ?? []) as readonly Step[]
  const phase =
    phases.find((one) => isFailed(one.status)) ??
    phases.find((one) => one.tasks?.some(({ status }) => isFailed(status)))
  const task = phase?.tasks?.find(({ status }) => isFailed(status))
  return { phase: phase?.taskName, task: task?.taskName, log: task?.log || phase?.log || job.description }
}
