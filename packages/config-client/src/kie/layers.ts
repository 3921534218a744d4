import type { DimensionName, KieClientOptions } from './client.ts'
import { checkLabel } from './labels.ts'
import type { Labels } from './labels.ts'

/** One label set that is polled by itself. */
export interface Layer {
  readonly name: DimensionName
  readonly labels: Labels
  readonly exact: boolean
}

/**
 * The label sets, weakest first (config.md 5.1).
 * @throws ConfigError CHS_CONFIG_INVALID naming the key of a label that no centre takes
 */
export function layersOf(options: KieClientOptions): Layer[] {
  const { app, service, version, environment = '', customLabel = { name: 'public', value: '' } } = options
  const wanted = options.dimensions ?? ['app', 'service', 'version', 'custom']
  checkLabel('app', app, 'servicecomb.service.application')
  checkLabel('service', service, 'servicecomb.service.name')
  checkLabel('version', version, 'servicecomb.service.version')
  checkLabel('environment', environment, 'servicecomb.service.environment')
  checkLabel(customLabel.name, customLabel.value, 'servicecomb.kie.customLabel')
  // `environment` is always sent: without it an exact match finds nothing that was stored with it.
  const labels = { app, environment }
  const all: Layer[] = [
    { name: 'app', labels, exact: true },
    { name: 'service', labels: { ...labels, service }, exact: true },
    { name: 'version', labels: { ...labels, service, version }, exact: true },
    { name: 'custom', labels: { [customLabel.name]: customLabel.value }, exact: false }
  ]
  return all.filter(({ name }) => wanted.includes(name))
}
