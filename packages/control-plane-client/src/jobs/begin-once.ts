import { meansEngineGone } from '../answers/hints.ts'
import type { CallOptions } from '../call-options.ts'
import type { ControlPlane } from '../control-plane.ts'
import { ControlPlaneError } from '../control-plane-error.ts'
import { listAllEngines } from '../engines.ts'
import type { InputOf } from '../operation-types.ts'
import { jobOf } from './job-ref.ts'
import type { JobRef } from './job-ref.ts'

/**
 * createEngine, and when its answer is lost a look at the list instead of a second create: an engine of that name that is
 * being created is the one that was asked for (control-plane.md 5).
 * @throws as createEngine; SVCSTG.00501111 when the name is taken
 */
export async function createEngineOnce(
  cloud: Pick<ControlPlane, 'createEngine' | 'listEngines'>,
  input: InputOf<'createEngine'>,
  options: CallOptions = {}
): Promise<JobRef> {
  try {
    return jobOf(await cloud.createEngine(input, options))
  } catch (error) {
    if (!isLost(error)) throw error
    const engines = await listAllEngines(cloud, {}, options)
    const ours = engines.find(({ name, status }) => name === input.body.name && status === 'Creating')
    if (ours?.latestJobId === undefined) throw error
    return { engineId: ours.id, jobId: String(ours.latestJobId) }
  }
}

/**
 * deleteEngine, and when its answer is lost a look at the engine.
 * @returns undefined when the engine is gone already
 * @throws as deleteEngine
 */
export async function deleteEngineOnce(
  cloud: Pick<ControlPlane, 'deleteEngine' | 'getEngine'>,
  engineId: string,
  options: CallOptions = {}
): Promise<JobRef | undefined> {
  try {
    return jobOf(await cloud.deleteEngine({ engineId }, options))
  } catch (error) {
    if (isEngineGone(error)) return undefined
    if (!isLost(error)) throw error
    try {
      const { status, latestJobId } = await cloud.getEngine({ engineId }, options)
      if (status === 'Deleting' && latestJobId !== undefined) return { engineId, jobId: String(latestJobId) }
    } catch (second) {
      if (isEngineGone(second)) return undefined
    }
    throw error
  }
}

/** Whether an error says that there is no such engine: there is no 404 (control-plane.md 7, pitfall 17). */
export function isEngineGone(error: unknown): boolean {
  return error instanceof ControlPlaneError && meansEngineGone(error.statusCode, error.cloudCode)
}

/** Whether it is unknown if a request was carried out. */
function isLost(error: unknown): boolean {
  if (!(error instanceof ControlPlaneError)) return false
  if (error.code === 'CHS_CLOUD_UNAVAILABLE' || error.code === 'CHS_CLOUD_ANSWER') return true
  return error.code === 'CHS_CLOUD_REFUSED' && [502, 503, 504].includes(error.statusCode)
}
