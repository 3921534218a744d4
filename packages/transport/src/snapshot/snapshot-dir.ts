import { homedir } from 'node:os'
import path from 'node:path'
import type { ConfigReader } from '@node-chassis/core'

/**
 * Where snapshots are kept: `servicecomb.snapshot.dir`, else a folder of the user's cache directory named after the
 * service; undefined with `servicecomb.snapshot.enabled=false` (decisions.md N45).
 */
export function snapshotDir(config: ConfigReader, service: string): string | undefined {
  if (!config.boolean('servicecomb.snapshot.enabled', true)) return undefined
  const dir = config.text('servicecomb.snapshot.dir', '').trim()
  return dir === '' ? path.join(cacheDirectory(), 'node-chassis', service) : path.resolve(dir)
}

function cacheDirectory(): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = process.env
  if (process.platform === 'win32') return local ?? path.join(homedir(), 'AppData', 'Local')
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Caches')
  // The specification of the variable: a relative path is to be ignored.
  return xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(homedir(), '.cache')
}
