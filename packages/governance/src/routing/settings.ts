import { readBoolean } from '@node-chassis/core/yaml'
import type { GovernanceProblem } from '../contracts.ts'

const ENABLED = 'servicecomb.router.enabled'
const TYPE = 'servicecomb.router.type'
const STRICT_TAGS = 'servicecomb.router.strictTags'
const INITIAL_PHASE = 'servicecomb.router.initialPhase'

/** What an application may fix in code; a setting given here beats its configuration key. */
export interface RouterOptions {
  /** Where in their sequence the weights begin. @defaultValue `random` (`servicecomb.router.initialPhase`) */
  readonly initialPhase?: 'random' | 'zero'
  /** A property that an instance lacks is a mismatch. @defaultValue false (`servicecomb.router.strictTags`) */
  readonly strictTags?: boolean
  /** @defaultValue true, unless `servicecomb.router.enabled` is false or `servicecomb.router.type` names another router */
  readonly enabled?: boolean
}

/** The effective settings of the router (routing.md 1.1, 3.2, 3.3; decisions.md N41). */
export interface RouterSettings extends Required<RouterOptions> {
  readonly problems: readonly GovernanceProblem[]
}

export function readSettings(values: ReadonlyMap<string, string>, options: RouterOptions): RouterSettings {
  const problems: GovernanceProblem[] = []
  const doubt = (key: string, text: string, taken: string): void =>
    void problems.push({
      key,
      severity: 'warning',
      message: `'${text}' is not known here; ${taken} is taken`
    })
  const flag = (key: string, otherwise: boolean): boolean => {
    const text = values.get(key)
    if (text === undefined || text === '') return otherwise
    const reading = readBoolean({ kind: 'scalar', text, quoted: false, isNull: false })
    if (reading.ok) return reading.value
    doubt(key, text, String(otherwise))
    return otherwise
  }
  const type = values.get(TYPE)
  const phase = values.get(INITIAL_PHASE)
  if (phase !== undefined && phase !== 'random' && phase !== 'zero') doubt(INITIAL_PHASE, phase, 'random')
  return {
    enabled:
      options.enabled ?? (flag(ENABLED, true) && (type === undefined || type === '' || type === 'router')),
    strictTags: options.strictTags ?? flag(STRICT_TAGS, false),
    initialPhase: options.initialPhase ?? (phase === 'zero' ? 'zero' : 'random'),
    problems
  }
}
