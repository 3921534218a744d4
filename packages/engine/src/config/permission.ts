import type { EngineRequest } from '../http/types.ts'
import { covers } from '../rbac/permissions.ts'
import type { Verb } from '../rbac/permissions.ts'
import { KieError } from './errors.ts'
import type { Labels } from './labels.ts'

/** Whether the caller may do this to a document with these labels; anybody may where nobody is asked (config.md 2). */
export function mayDo({ caller }: EngineRequest, verb: Verb, labels: Labels): boolean {
  return caller === undefined || covers(caller.reach('config', verb), labels)
}

/** @throws KieError 403205 */
export function checkMayDo(request: EngineRequest, verb: Verb, labels: Labels): void {
  if (mayDo(request, verb, labels)) return
  const why = verb === 'create' ? '(role has no permissions[config:create])' : ''
  throw new KieError(403205, `No permission(s)${why}`)
}
