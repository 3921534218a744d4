import { readDouble, readInt } from '@node-chassis/core/yaml'
import type { RawScalar } from '@node-chassis/core/yaml'

const TRUE = /^(?:true|True|TRUE|yes|Yes|YES|on|On|ON)$/
const FALSE = /^(?:false|False|FALSE|no|No|NO|off|Off|OFF)$/
// The implicit types of YAML 1.1 as SnakeYAML 1.33 resolves them.
const INT = /^[-+]?(?:0b[01_]+|0[0-7_]*|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/
const PLAIN_INT = /^-?(?:0|[1-9][0-9]*)$/

export interface ScalarText {
  /** As Java prints the value it read (config.md 5.3). */
  readonly text: string
  /** No text in YAML 1.1: as a mapping key it is wrapped in brackets. */
  readonly typed: boolean
  /** YAML 1.2 would read something else: worth a warning (decisions.md N21). */
  readonly surprising: boolean
}

/** What a scalar is once it is a setting. Dates keep their source text (config.md 5.3, a deviation from Java). */
export function scalarText(scalar: RawScalar): ScalarText {
  const { text } = scalar
  if (scalar.isNull) return { text: '', typed: true, surprising: false }
  if (scalar.quoted) return plain(text)
  if (TRUE.test(text)) return { text: 'true', typed: true, surprising: text.toLowerCase() !== 'true' }
  if (FALSE.test(text)) return { text: 'false', typed: true, surprising: text.toLowerCase() !== 'false' }
  if (INT.test(text)) {
    const value = wholeNumber(scalar)
    if (value !== undefined)
      return { text: value, typed: true, surprising: !/^[-+]?(?:[1-9]\d*|0|0x[\da-fA-F]+)$/.test(text) }
  }
  if (FLOAT.test(text)) {
    if (/nan/i.test(text)) return { text: 'NaN', typed: true, surprising: false }
    const value = readDouble(scalar)
    if (value.ok) return { text: javaDouble(value.value), typed: true, surprising: /[_:]/.test(text) }
  }
  return plain(text)
}

function plain(text: string): ScalarText {
  return { text, typed: false, surprising: false }
}

function wholeNumber(scalar: RawScalar): string | undefined {
  const digits = scalar.text.replaceAll('_', '').replace(/^\+/, '')
  // Longer than 32 bits: SnakeYAML goes on with long and BigInteger.
  if (PLAIN_INT.test(digits)) return String(BigInt(digits))
  const value = readInt(scalar)
  return value.ok ? String(value.value) : undefined
}

/** A number as `Double.toString` of Java prints it: `1.0`, `1000.0`, `1.0E10`, `Infinity`. */
export function javaDouble(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const size = Math.abs(value)
  if (size >= 1e-3 && size < 1e7) {
    const text = String(value)
    return text.includes('.') ? text : `${text}.0`
  }
  const [mantissa = '', exponent = ''] = value.toExponential().split('e')
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${exponent.replace('+', '')}`
}
