import { FieldError } from '../fields.ts'
import type { Fields } from '../fields.ts'
import { parseDuration } from '../duration.ts'

/** `servicecomb.faultInjection.*` (governance.md 6.8). */
export interface FaultInjectionOptions {
  /** `delay` or `abort`; anything else is inert. @defaultValue delay */
  readonly type: string | undefined
  /** Percent of the matching calls; 0 and less is never. @defaultValue -1 */
  readonly percentage: number
  /** @defaultValue 0 */
  readonly delayTimeMs: number
  /** Status of an aborted call. @defaultValue 500 */
  readonly errorCode: number
  /** `ThrowException` fails the call, anything else answers 200 without a body. @defaultValue ThrowException */
  readonly fallbackType: string | undefined
  /** Switches the policy off. @defaultValue false */
  readonly forceClosed: boolean
}

export function parseFaultInjection(fields: Fields): FaultInjectionOptions {
  const options: FaultInjectionOptions = {
    type: fields.givenText('type', 'delay'),
    percentage: fields.int('percentage', -1),
    delayTimeMs: delayMs(fields),
    errorCode: fields.int('errorCode', 500),
    fallbackType: fields.givenText('fallbackType', 'ThrowException'),
    forceClosed: fields.boolean('forceClosed', false)
  }
  if (options.type === 'delay') fields.check('delayTime', options.delayTimeMs >= 0, 'must not be negative')
  if (options.type === 'abort') {
    fields.check('errorCode', options.errorCode >= 200 && options.errorCode <= 600, 'must be 200..600')
  }
  return options
}

function delayMs(fields: Fields): number {
  const text = fields.givenText('delayTime', '0')
  if (text === undefined || text === '') return -1
  const value = parseDuration(text)
  if (value === undefined)
    throw new FieldError('delayTime', `'${text}' is no duration (milliseconds, or 1h2m3.5s)`)
  return Math.trunc(value) || 0
}
