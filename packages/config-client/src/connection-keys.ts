import type { Layer, Warn } from './layer.ts'

// Read before the centre is known; what it says about them could only lead away from it (config.md 6, 7.1).
const OWN =
  /^(?:servicecomb\.(?:registry\.sc\.(?:address|enabled|autoDiscovery)|kie\.|nacos\.|credentials\.|proxy\.|config\.|service\.(?:name|application|version|environment)$)|ssl\.)/
const ALLOWED = 'servicecomb.config.client.fileSource'

/** Takes the settings out of a remote layer that it may not make. */
export function withoutConnections(layer: Layer, warn: Warn): Layer {
  for (const key of layer.settings.keys()) {
    if (!OWN.test(key) || key === ALLOWED) continue
    warn(
      `${layer.name}: \`${key}\` is read from local sources only; the value of the configuration centre is ignored`
    )
    layer.settings.delete(key)
  }
  return layer
}
