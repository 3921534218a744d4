import type { KeyEntry } from './key.ts'

const CREDENTIALS = 'servicecomb.credentials'
const SPRING = 'spring.cloud.servicecomb.credentials'

/** Credentials, TLS and proxies of the engines. */
export const CONNECTION_KEYS: readonly KeyEntry[] = [
  {
    key: `${CREDENTIALS}.rbac.enabled`,
    type: 'boolean',
    default: undefined,
    aliases: [],
    reload: 'restart',
    doc: 'Log in at the registry with name and password; by default when both are set.',
    source: 'decisions.md N15'
  },
  ...(['name', 'password'] as const).map((part): KeyEntry => ({
    key: `${CREDENTIALS}.account.${part}`,
    type: 'text',
    default: undefined,
    aliases: [`${SPRING}.account.${part}`],
    reload: 'restart',
    doc: `The ${part} of the account; its tokens are shown to registry and configuration centre.`,
    source: 'config.md 7.2, registry.md 13'
  })),
  {
    key: `${CREDENTIALS}.cipher`,
    type: 'text',
    default: 'default',
    aliases: [`${SPRING}.cipher`],
    reload: 'restart',
    doc: 'How the password is written: `default` as it is, else the name of a function in the option `ciphers`.',
    source: 'config.md 7.2'
  },
  {
    key: `${CREDENTIALS}.akskEnabled`,
    type: 'boolean',
    default: 'true',
    aliases: [`${SPRING}.enabled`],
    reload: 'restart',
    doc: 'Show the access key to the engines, when one is set.',
    source: 'config.md 7.2'
  },
  ...(
    [
      ['accessKey', undefined, 'Access key of the cloud.'],
      ['secretKey', undefined, 'Its secret, which never travels.'],
      [
        'akskCustomCipher',
        'default',
        'How the secret is written: `default` as it is, `ShaAKSKCipher` its digest, else the name of a function in the option `ciphers`.'
      ],
      ['project', 'default', 'Project of the access key.']
    ] as const
  ).map(([part, fallback, doc]): KeyEntry => ({
    key: `${CREDENTIALS}.${part}`,
    type: 'text',
    default: fallback,
    aliases: [`${SPRING}.${part}`],
    reload: 'restart',
    doc,
    source: 'config.md 5.7, 7.2'
  })),
  {
    key: 'servicecomb.proxy.enable',
    type: 'boolean',
    default: 'false',
    aliases: [],
    reload: 'restart',
    doc: 'Reach registry and configuration centre through an HTTP proxy; calls to instances do without.',
    source: 'config.md 7.2'
  },
  ...(
    [
      ['host', 'text', '127.0.0.1', 'Its host name or address.'],
      ['port', 'integer', '8080', 'Its port.'],
      ['username', 'text', undefined, 'Name that it asks for.'],
      ['passwd', 'text', undefined, 'Password of that name.']
    ] as const
  ).map(([part, type, fallback, doc]): KeyEntry => ({
    key: `servicecomb.proxy.${part}`,
    type,
    default: fallback,
    aliases: [],
    reload: 'restart',
    doc,
    source: 'config.md 7.2'
  })),
  ...(
    [
      ['sc', 'the registry'],
      ['kie', 'the configuration centre']
    ] as const
  ).map(([tag, engine]): KeyEntry => ({
    key: `ssl.${tag}.consumer.*`,
    type: 'text',
    default: undefined,
    aliases: [],
    reload: 'restart',
    doc: `The same as \`ssl.rest.consumer.*\`, for ${engine}; TLS is on when its address says \`https\` or \`?sslEnabled=true\`.`,
    source: 'config.md 7.2'
  })),
  {
    key: 'ssl.*',
    type: 'text',
    default: undefined,
    aliases: [],
    reload: 'live',
    doc: 'Certificates and trust of calls to instances and engines, where no key with `rest.consumer.`, `sc.consumer.` or `kie.consumer.` says otherwise.',
    source: 'transport.md 2'
  }
]
