import { YamlError, parseYaml } from '@node-chassis/core/yaml'
import type { Documents } from '../documents.ts'
import type { Tell } from './finding.ts'

const PREFIX = 'servicecomb.'

/** Policies without their group and groups without a policy (governance.md 1.6). @returns the keys that do something */
export function checkBinding({ texts }: Documents, tell: Tell): Set<string> {
  const inForce = new Set<string>()
  const groups = new Map<string, { key: string; ok: boolean }>()
  for (const [key, { kind, name, parsed }] of texts)
    if (kind === 'matchGroup') groups.set(name, { key, ok: parsed.ok })
  const used = new Set<string>()
  for (const [key, { kind, name, parsed }] of texts) {
    if (kind === 'matchGroup' || !parsed.ok) continue
    const group = groups.get(name)
    used.add(name)
    if (group?.ok) {
      inForce.add(key)
      inForce.add(group.key)
    } else if (group === undefined) {
      const alike = [...groups.keys()].find((other) => other.toLowerCase() === name.toLowerCase())
      const named = [...groups].find(([, other]) => aliasOf(texts.get(other.key)?.text) === name)?.[0]
      const hint =
        alike !== undefined
          ? ` ('${alike}' differs in case)`
          : named !== undefined
            ? ` ('${name}' is the alias of the group '${named}': name the policy so)`
            : ''
      tell(
        'warning',
        key,
        `never applies: there is no ${PREFIX}matchGroup.${name}${hint}; a policy is bound to the group of its own name`
      )
    } else tell('warning', key, `never applies while ${group.key} is ignored`)
  }
  for (const [name, { key, ok }] of groups)
    if (ok && !used.has(name))
      tell('warning', key, `has no effect: there is no policy named '${name}' that can apply`)
  return inForce
}

// The name that the console shows for a group; nothing is bound to it.
function aliasOf(text: string | undefined): string | undefined {
  try {
    const root = text === undefined ? undefined : parseYaml(text)
    const alias = root?.kind === 'map' ? root.entries.get('alias') : undefined
    return alias?.kind === 'scalar' ? alias.text : undefined
  } catch (error) {
    if (error instanceof YamlError) return undefined
    throw error
  }
}
