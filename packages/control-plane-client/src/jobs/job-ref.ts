import { ControlPlaneError } from '../control-plane-error.ts'

/** A job of an engine, as `waitForJob` takes it. */
export interface JobRef {
  readonly engineId: string
  readonly jobId: string
}

/**
 * The job that an operation has begun, from its answer: `jobId`, or `job_id` of resizeEngine (control-plane.md 5).
 * @throws ControlPlaneError `CHS_CLOUD_ANSWER` when it has neither
 */
export function jobOf(answer: object): JobRef {
  const { id, jobId, job_id: other } = answer as Readonly<Record<string, unknown>>
  const job = jobId ?? other
  if (typeof id !== 'string' || (typeof job !== 'number' && typeof job !== 'string')) {
    throw new ControlPlaneError('CHS_CLOUD_ANSWER', 'the answer names no job; look at listEngineJobs', {
      operation: 'getEngineJob'
    })
  }
  return { engineId: id, jobId: String(job) }
}
