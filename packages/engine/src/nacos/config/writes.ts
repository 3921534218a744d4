import { isPlainName } from '../names.ts'
import type { Profile } from '../profile.ts'
import type { Draft } from './store.ts'

// nacos.md 11: `maxContent`.
const MAX_CONTENT_BYTES = 10 * 1024 * 1024

/** Why a document cannot be written; undefined when it can. The words are Nacos's. */
export function writeProblem(draft: Draft, profile: Profile): string | undefined {
  return nameProblem(draft, profile) ?? contentProblem(draft.content)
}

/** Why a document cannot have these names. Later versions have checked the characters before. */
export function nameProblem(
  { dataId, group }: Pick<Draft, 'dataId' | 'group'>,
  profile: Profile
): string | undefined {
  if (dataId === '' || (!profile.checksParameters && !isPlainName(dataId)))
    return `invalid dataId : ${dataId}`
  if (group === '' || (!profile.checksParameters && !isPlainName(group))) return `invalid group : ${group}`
  return undefined
}

function contentProblem(content: string): string | undefined {
  if (content.trim() === '') return `content is blank : ${content}`
  if (Buffer.byteLength(content) <= MAX_CONTENT_BYTES) return undefined
  return `invalid content, over ${MAX_CONTENT_BYTES}`
}
