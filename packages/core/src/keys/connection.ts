import type { KeyEntry } from './key.ts'

const NOT_YET = 'not built yet; engines without sign-in only'

/** Credentials, TLS and proxies of the engines: known, told apart, not built yet. */
export const CONNECTION_KEYS: readonly KeyEntry[] = [
  {
    key: 'servicecomb.credentials.rbac.enabled',
    type: 'boolean',
    default: undefined,
    aliases: [],
    reload: 'restart',
    doc: 'Sign in with name and password; on when both are set.',
    source: 'decisions.md N15',
    unsupported: NOT_YET
  },
  ...(['name', 'password'] as const).map((part): KeyEntry => ({
    key: `servicecomb.credentials.account.${part}`,
    type: 'text',
    default: undefined,
    aliases: [`spring.cloud.servicecomb.credentials.account.${part}`],
    reload: 'restart',
    doc: `The ${part} of the account.`,
    source: 'config.md 7.2',
    unsupported: NOT_YET
  })),
  {
    key: 'servicecomb.credentials.akskEnabled',
    type: 'boolean',
    default: 'true',
    aliases: ['spring.cloud.servicecomb.credentials.enabled'],
    reload: 'restart',
    doc: 'Sign with access key and secret key, when an access key is set.',
    source: 'config.md 7.2',
    unsupported: NOT_YET
  },
  ...(['accessKey', 'secretKey', 'cipher', 'akskCustomCipher', 'project'] as const).map((part): KeyEntry => ({
    key: `servicecomb.credentials.${part}`,
    type: 'text',
    default: undefined,
    aliases: [`spring.cloud.servicecomb.credentials.${part}`],
    reload: 'restart',
    doc: 'Part of the access key sign-in.',
    source: 'config.md 7.2',
    unsupported: NOT_YET
  })),
  {
    key: 'servicecomb.proxy.*',
    type: 'text',
    default: undefined,
    aliases: [],
    reload: 'restart',
    doc: 'HTTP proxy between this process and the engines.',
    source: 'config.md 7.2',
    unsupported: 'not built yet'
  },
  {
    key: 'ssl.*',
    type: 'text',
    default: undefined,
    aliases: [],
    reload: 'live',
    doc: 'Certificates and trust of calls to instances, where no `ssl.rest.consumer.` key says otherwise.',
    source: 'transport.md 2'
  }
]
