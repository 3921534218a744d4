import { waitForJob } from '@node-chassis/control-plane-client'
import type { ControlPlane, JobRef, WaitForJobOptions } from '@node-chassis/control-plane-client'
import cliProgress from 'cli-progress'
import { CommandFailed } from '../../exit.ts'
import type { Output } from '../../output.ts'

export interface WaitFlags {
  readonly wait?: boolean
  readonly deadline?: string
  readonly pollEvery?: string
}

/** What is done about the job that an answer names: told, or waited for. */
export async function afterStart(
  cloud: ControlPlane,
  job: JobRef,
  operation: NonNullable<WaitForJobOptions['operation']>,
  { wait, ...limits }: WaitFlags,
  output: Output
): Promise<void> {
  const { engineId, jobId } = job
  if (!wait) return output.err(`job ${jobId} has begun; chassis cse jobs wait ${engineId} ${jobId}`)
  await waitShown(cloud, job, { operation, ...limitsOf(limits) }, output)
}

/** Waits with a bar on a terminal; else each new phase is a line. */
export async function waitShown(
  cloud: ControlPlane,
  job: JobRef,
  options: WaitForJobOptions,
  output: Output
): Promise<void> {
  const terminal = process.stderr.isTTY
  const bar = terminal
    ? new cliProgress.SingleBar({
        stream: process.stderr,
        format: `job ${job.jobId} [{bar}] {value}/{total} {phase}`,
        hideCursor: true
      })
    : undefined
  let told = ''
  let started = false
  try {
    await waitForJob(cloud, job, {
      ...options,
      onProgress({ status, done, total, phase = '' }) {
        if (bar !== undefined) {
          if (!started) bar.start(Math.max(total, 1), done, { phase })
          else {
            bar.setTotal(Math.max(total, 1))
            bar.update(done, { phase })
          }
          started = true
          return
        }
        const line = `job ${job.jobId}: ${status} ${done}/${total} ${phase}`.trimEnd()
        if (line !== told) output.err(line)
        told = line
      }
    })
  } finally {
    if (started) bar?.stop()
  }
  output.err(`job ${job.jobId} is finished`)
}

/** @throws CommandFailed code 2 */
export function limitsOf({
  deadline,
  pollEvery
}: WaitFlags): Pick<WaitForJobOptions, 'deadlineMs' | 'pollMs' | 'firstPollMs'> {
  const pollMs = seconds('--poll-every', pollEvery)
  const deadlineMs = seconds('--deadline', deadline)
  return {
    ...(pollMs === undefined ? {} : { pollMs, firstPollMs: pollMs }),
    ...(deadlineMs === undefined ? {} : { deadlineMs })
  }
}

function seconds(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value * 1000
  throw new CommandFailed(2, `${option} ${text}: write seconds`)
}
