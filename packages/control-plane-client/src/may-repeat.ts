import type { ControlPlaneError } from './control-plane-error.ts'
import type { OperationId } from './operation-types.ts'
import type { OperationRow } from './operation-row.ts'

/** PUTs that begin something; twice would begin it twice (control-plane.md 5, 6.3). */
const BEGINS: ReadonlySet<OperationId> = new Set<OperationId>([
  'upgradeEngine',
  'updateEngineConfig',
  'resizeEngine',
  'retryEngineJob'
])

/** POSTs that change nothing. */
const READS: ReadonlySet<OperationId> = new Set<OperationId>([
  'exportKieConfigs',
  'batchFindInstances',
  'createToken',
  'createEngineToken',
  'createUserToken'
])

const TRANSIENT: ReadonlySet<string> = new Set(['400002', '400011', 'SVCSTG.00501149'])

/** Whether a second time does no harm: reads, and PUTs that say what shall be. Creates and deletes never. */
export function isRepeatable(id: OperationId, { method }: OperationRow): boolean {
  return method === 'GET' || READS.has(id) || (method === 'PUT' && !BEGINS.has(id))
}

/** Whether a failure may be gone the next time: no answer, 5xx, 429, and three codes (control-plane.md 6.3). */
export function isTransient({ code, statusCode, cloudCode }: ControlPlaneError): boolean {
  if (code === 'CHS_CLOUD_UNAVAILABLE') return true
  if (code !== 'CHS_CLOUD_REFUSED') return false
  return statusCode >= 500 || statusCode === 429 || (cloudCode !== undefined && TRANSIENT.has(cloudCode))
}
