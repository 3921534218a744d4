import { ConfigError } from '@node-chassis/core'
import { isGone } from './link/choose.ts'
import type { NacosHttp } from './http/nacos-http.ts'

/**
 * Refuses a namespace that nobody created: a server takes registrations and settings for any id, and nobody would find
 * them. Only a firm "no" counts; a server that does not tell (rights, version, network) is believed to have it.
 * @throws ConfigError CHS_CONFIG_INVALID naming the key
 */
export async function refuseUnknownNamespace(
  http: NacosHttp,
  id: string,
  key: string,
  signal: AbortSignal
): Promise<void> {
  if (id === '' || (await exists(http, id, signal)) !== false) return
  throw new ConfigError(
    'CHS_CONFIG_INVALID',
    `\`${key}\`: Nacos has no namespace with the id "${id}"; create it in the console, and use its id, not its name`,
    { key }
  )
}

async function exists(http: NacosHttp, id: string, signal: AbortSignal): Promise<boolean | undefined> {
  const ask = (path: string, query: Readonly<Record<string, string>>): ReturnType<NacosHttp['request']> =>
    http.request({ method: 'GET', path, query, timeoutMs: 2_000, signal })
  try {
    const v1 = await ask('/v1/console/namespaces', { checkNamespaceIdExist: 'true', customNamespaceId: id })
    if (v1.status === 200)
      return v1.body.trim() === 'true' ? true : v1.body.trim() === 'false' ? false : undefined
    if (!isGone(v1.status)) return undefined
    const v3 = await ask('/v3/admin/core/namespace/list', {})
    const { code, data } = JSON.parse(v3.body) as { code?: unknown; data?: unknown }
    if (v3.status !== 200 || code !== 0 || !Array.isArray(data)) return undefined
    return (data as { namespace?: unknown }[]).some(({ namespace }) => namespace === id)
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof ConfigError && error.code === 'CHS_CONFIG_INVALID') throw error
    return undefined
  }
}
