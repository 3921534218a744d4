import { isObject, mismatch } from './match.ts'
import type { Names } from './names.ts'
import { lookUp } from './names.ts'
import type { Expectation } from './vectors.ts'
import type { WireAnswer } from './wire.ts'

/** The value at a path such as `body.data.0.id`; undefined where it leads nowhere. */
export function valueAt(root: unknown, path: string): unknown {
  let value = root
  for (const name of path.split('.')) {
    if (Array.isArray(value)) value = value[Number(name)]
    else value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
  }
  return value
}

/** What of an expectation an answer does not meet. */
export function unmet(answer: WireAnswer, expect: Expectation, names: Names): readonly string[] {
  const wrong: (string | undefined)[] = []
  for (const [member, wanted] of Object.entries(expect)) {
    switch (member as keyof Expectation | 'same' | 'notSame') {
      case 'status':
        wrong.push(mismatch(answer.status, expect.status!, 'exact', names, 'status'))
        break
      case 'errorCode':
        wrong.push(
          mismatch(valueAt(answer, 'body.errorCode'), expect.errorCode!, 'exact', names, 'errorCode')
        )
        break
      case 'headers':
        for (const [name, value] of Object.entries(expect.headers!))
          wrong.push(mismatch(answer.headers[name.toLowerCase()], value, 'exact', names, name))
        break
      case 'headerNames':
        for (const name of expect.headerNames!)
          if (!answer.headerNames.includes(name)) wrong.push(`no header is spelt ${name}`)
        break
      case 'body':
        wrong.push(mismatch(answer.body, expect.body!, 'exact', names, 'body'))
        break
      case 'bodyHas':
        wrong.push(mismatch(answer.body, expect.bodyHas!, 'subset', names, 'body'))
        break
      case 'bodyLacks':
        for (const path of expect.bodyLacks!)
          if (valueAt(answer.body, path) !== undefined) wrong.push(`body has ${path}`)
        break
      case 'emptyBody':
        if (answer.text !== '') wrong.push('the body is not empty')
        break
      case 'text':
        wrong.push(mismatch(answer.text, expect.text!, 'exact', names, 'the text'))
        break
      case 'tookMs': {
        const [min, max] = expect.tookMs!
        if (answer.tookMs < min || answer.tookMs > max)
          wrong.push(`it took ${answer.tookMs.toFixed()} ms, expected ${min} to ${max}`)
        break
      }
      case 'same':
      case 'notSame':
        for (const [path, name] of Object.entries(wanted as Record<string, string>))
          if ((valueAt(answer, path) === lookUp(name, names)) !== (member === 'same'))
            wrong.push(`${path} is ${JSON.stringify(valueAt(answer, path))}, expected ${member} ${name}`)
        break
      default:
        throw new Error(`the vector expects ${member}, which the runner does not know`)
    }
  }
  return wrong.filter((reason) => reason !== undefined)
}
