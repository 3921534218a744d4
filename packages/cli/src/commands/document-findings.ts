import { checkPolicies } from '@node-chassis/governance'
import type { CheckedFile } from '@node-chassis/governance'

/**
 * What `chassis policy check` has to say of one document of a configuration centre. Hints are left out, and that a policy
 * lacks its group or a group its policy: the other is a document of its own.
 */
export function documentFindings(key: string, value: string, type: string): readonly string[] {
  const { findings } = checkPolicies([documentFile(key, key, value, type), ...partnerOf(key)])
  return findings
    .filter(({ severity, file }) => severity !== 'hint' && file === key)
    .filter((finding) => finding.key !== '' || finding.line > 0)
    .map((finding) => `${finding.key === '' ? key : finding.key}: ${finding.message}`)
}

const POLICY = /^(?:servicecomb|cse)\.([A-Za-z]+)\.(.+)$/

function partnerOf(key: string): readonly CheckedFile[] {
  const [, kind, name] = POLICY.exec(key) ?? []
  if (name === undefined) return []
  return [
    kind === 'matchGroup'
      ? documentFile('', `servicecomb.rateLimiting.${name}`, 'rate: 1', 'text')
      : documentFile('', `servicecomb.matchGroup.${name}`, 'matches: [{ apiPath: { prefix: / } }]', 'text')
  ]
}

/** As an export holds it, and as services receive it. */
function documentFile(name: string, key: string, value: string, type: string): CheckedFile {
  const labels = { app: '', environment: '' }
  return { name, text: JSON.stringify([{ key, value, value_type: type, status: 'enabled', labels }]) }
}
