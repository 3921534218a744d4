import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import type { Answer } from './types.ts'

const deflated = promisify(gzip)

/** Whether `Accept-Encoding` names gzip and does not rule it out. */
export function acceptsGzip(accepted: string | undefined): boolean {
  return (
    accepted !== undefined &&
    /(?:^|,)\s*(?:x-)?gzip\s*(?:;\s*q\s*=\s*(?!0(?:\.0*)?\s*(?:,|$))|,|$)/i.test(accepted)
  )
}

export async function gzipped(answer: Answer): Promise<Answer> {
  const body = await deflated(answer.body ?? '', { level: constants.Z_BEST_SPEED })
  return {
    ...answer,
    headers: { ...answer.headers, 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' },
    body
  }
}
