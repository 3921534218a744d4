import type { KeyEntry } from './key.ts'

const SPRING = 'spring.cloud.servicecomb.config'

/** The configuration centre. */
export const KIE_KEYS: readonly KeyEntry[] = [
  {
    key: 'servicecomb.kie.serverUri',
    type: 'list',
    default: undefined,
    // The Spring and Go spellings hold under conditions (`serverType: kie`, `type: kie`): config-client knows them.
    aliases: ['PAAS_CSE_CC_ENDPOINT', 'PAAS_CSE_ENDPOINT'],
    reload: 'restart',
    doc: 'Addresses of the configuration centre, separated by commas; none means there is none. Also read: `spring.cloud.servicecomb.config.serverAddr` with `serverType: kie`, `servicecomb.config.client.serverUri` of Go.',
    source: 'config.md 7.2'
  },
  {
    key: 'servicecomb.kie.domainName',
    type: 'text',
    default: 'default',
    aliases: ['spring.cloud.servicecomb.credentials.project'],
    reload: 'restart',
    doc: 'Project of the configuration centre.',
    source: 'config.md 7.2'
  },
  {
    key: 'servicecomb.kie.enableLongPolling',
    type: 'boolean',
    default: 'true',
    aliases: [`${SPRING}.kie.enableLongPolling`],
    reload: 'restart',
    doc: 'Changes arrive at once; otherwise every `servicecomb.kie.refreshInterval`. `servicecomb.config.client.refreshMode: 1` of Go turns it off.',
    source: 'config.md 7.2, decisions.md N22'
  },
  {
    key: 'servicecomb.kie.pollingWaitTime',
    type: 'seconds',
    default: '10',
    aliases: [`${SPRING}.kie.pollingWaitTimeInSeconds`],
    reload: 'restart',
    doc: 'How long the centre keeps a poll waiting; at most 50.',
    source: 'config.md 7.2, 4.5'
  },
  {
    key: 'servicecomb.kie.refreshInterval',
    type: 'milliseconds',
    default: '15000',
    aliases: ['servicecomb.kie.refresh_interval', `${SPRING}.kie.refreshIntervalInMillis`],
    reload: 'restart',
    doc: 'Time between two polls when long polling is off; below 1000 it is raised to it. `servicecomb.config.client.refreshInterval` of Go is in seconds.',
    source: 'config.md 7.2, decisions.md N18'
  },
  {
    key: 'servicecomb.kie.fullRefreshInterval',
    type: 'milliseconds',
    default: '300000',
    aliases: [],
    reload: 'restart',
    doc: 'How often everything is read again whatever the revision says; 0 never.',
    source: 'config.md 6.5'
  },
  {
    key: 'servicecomb.kie.firstPullRequired',
    type: 'boolean',
    default: 'false',
    aliases: [`${SPRING}.firstPullRequired`, `${SPRING}.kie.firstPullRequired`],
    reload: 'restart',
    doc: 'A configuration centre that is away fails the start.',
    source: 'config.md 7.2, decisions.md N44'
  },
  {
    key: 'servicecomb.kie.firstRefreshInterval',
    type: 'milliseconds',
    default: undefined,
    aliases: [],
    reload: 'restart',
    doc: 'Delay of the first poll in Java.',
    source: 'config.md 7.2',
    unsupported: 'polling begins at once; remove the key'
  },
  ...(['App', 'Service', 'Version', 'Custom'] as const).map((layer): KeyEntry => ({
    key: `servicecomb.kie.enable${layer}Config`,
    type: 'boolean',
    default: 'true',
    aliases: [`${SPRING}.kie.enable${layer}Config`],
    reload: 'restart',
    doc: `Whether the ${layer.toLowerCase()} layer is read.`,
    source: 'config.md 7.2'
  })),
  {
    key: 'servicecomb.kie.customLabel',
    type: 'text',
    default: 'public',
    aliases: [`${SPRING}.kie.customLabel`],
    reload: 'restart',
    doc: 'Label of the custom layer, the strongest one.',
    source: 'config.md 7.2'
  },
  {
    key: 'servicecomb.kie.customLabelValue',
    type: 'text',
    default: '',
    aliases: [`${SPRING}.kie.customLabelValue`],
    reload: 'restart',
    doc: 'Value of that label.',
    source: 'config.md 7.2'
  },
  {
    key: 'servicecomb.kie.client.timeout.connect',
    type: 'milliseconds',
    default: '1000',
    aliases: [],
    reload: 'restart',
    doc: 'Limit for a connection to the configuration centre.',
    source: 'config.md 7.2, transport.md 2'
  },
  {
    key: 'servicecomb.kie.client.timeout.request',
    type: 'milliseconds',
    default: '5000',
    aliases: ['servicecomb.kie.client.timeout.socket'],
    reload: 'restart',
    doc: 'Limit of a request that does not wait for changes; one that does has its waiting time and 10 seconds.',
    source: 'config.md 5.5, 7.2'
  },
  {
    key: 'servicecomb.config.client.fileSource',
    type: 'list',
    default: undefined,
    aliases: [`${SPRING}.fileSource`],
    reload: 'restart',
    doc: 'Keys whose values are YAML files; what they hold overrides everything else of the centre.',
    source: 'config.md 5.2'
  },
  {
    key: 'servicecomb.config.remotePriority',
    type: 'text',
    default: 'high',
    aliases: [],
    reload: 'restart',
    doc: '`high`: the centre beats environment and files; `belowEnv`: the environment beats the centre.',
    source: 'config.md 7.1'
  },
  {
    key: 'servicecomb.config.client.serverUri',
    type: 'list',
    default: undefined,
    aliases: [],
    reload: 'restart',
    doc: 'Address of the configuration centre in Go files, read as `servicecomb.kie.serverUri` when `servicecomb.config.client.type` is kie or servicecomb-kie.',
    source: 'config.md 7.2'
  }
]
