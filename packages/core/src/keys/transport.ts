import type { KeyEntry } from './key.ts'

// Each also without `rest.consumer.`, for every purpose at once: what the tag says wins.
const TLS_KEYS: readonly KeyEntry[] = (
  [
    [
      'authPeer',
      'boolean',
      'true',
      'Whether the certificate of a called instance must be trusted (Go: `verifyPeer`).'
    ],
    [
      'checkCN.host',
      'boolean',
      undefined,
      'Whether its name must be that of the endpoint; by default for names, not for addresses.'
    ],
    ['storePath', 'text', undefined, 'Folder of the files that the other keys name.'],
    [
      'trustStore',
      'text',
      undefined,
      'PEM file with the authorities to trust, in place of those of Node (Go: `caFile`).'
    ],
    [
      'keyStore',
      'text',
      undefined,
      'Own certificate: PEM, with its key unless `keyFile` is given, or PKCS12 (Go: `certFile`).'
    ],
    ['keyStoreType', 'text', undefined, '`PEM` or `PKCS12`; by default what the name of the file says.'],
    ['keyStoreValue', 'text', undefined, 'Password of the key store.'],
    ['keyFile', 'text', undefined, 'PEM file with the key of the certificate.'],
    ['protocols', 'list', undefined, 'Versions of TLS, such as `TLSv1.2,TLSv1.3` (Go: `protocol`).'],
    ['ciphers', 'list', undefined, 'Cipher suites, by their IANA or OpenSSL names (Go: `cipherSuits`).']
  ] as const
).map(([name, type, fallback, doc]) => ({
  key: `ssl.rest.consumer.${name}`,
  type,
  default: fallback,
  aliases: [],
  reload: 'live',
  doc,
  source: 'transport.md 2'
}))

/** Time limits and connections of calls. */
export const TRANSPORT_KEYS: readonly KeyEntry[] = [
  ...['', '<service>.', '<service>.<schema>.', '<service>.<schema>.<operation>.'].map((scope): KeyEntry => ({
    key: `servicecomb.request.${scope}timeout`,
    type: 'milliseconds',
    default: scope === '' ? '30000' : undefined,
    aliases: [],
    reload: 'live',
    doc: 'Limit of one attempt; the most specific key wins.',
    source: 'transport.md 1'
  })),
  {
    key: 'servicecomb.invocation.*',
    type: 'milliseconds',
    default: undefined,
    aliases: [],
    reload: 'live',
    doc: 'Limit of a whole chain of calls.',
    source: 'transport.md 1',
    unsupported: 'not built yet; use the call option `deadlineMs`'
  },
  {
    key: 'servicecomb.rest.client.connection.maxPoolSize',
    type: 'integer',
    default: '128',
    aliases: [],
    reload: 'live',
    doc: 'Most connections to one instance.',
    source: 'transport.md 2'
  },
  {
    key: 'servicecomb.rest.client.maxWaitQueueSize',
    type: 'integer',
    default: '-1',
    aliases: [],
    reload: 'live',
    doc: 'Most calls that wait for a connection to one instance; -1 is any number.',
    source: 'transport.md 2'
  },
  {
    key: 'servicecomb.rest.client.connection.timeoutInMillis',
    type: 'milliseconds',
    default: '1000',
    aliases: [],
    reload: 'live',
    doc: 'Limit for a connection to an instance.',
    source: 'transport.md 2'
  },
  {
    key: 'servicecomb.rest.client.connection.keepAliveTimeoutInSeconds',
    type: 'seconds',
    default: '60',
    aliases: ['servicecomb.rest.client.connection.idleTimeoutInSeconds'],
    reload: 'live',
    doc: 'An unused connection is closed after it; a shorter hint of the server wins.',
    source: 'transport.md 2'
  },
  {
    key: 'servicecomb.rest.client.connection.keepAlive',
    type: 'boolean',
    default: 'true',
    aliases: [],
    reload: 'live',
    doc: 'Whether connections are used again.',
    source: 'transport.md 2'
  },
  {
    key: 'servicecomb.rest.client.maxHeaderSize',
    type: 'integer',
    default: '16384',
    aliases: [],
    reload: 'live',
    doc: 'Most bytes of the headers of an answer.',
    source: 'transport.md 2'
  },
  {
    key: 'servicecomb.rest.client.connection.compression',
    type: 'boolean',
    default: 'false',
    aliases: [],
    reload: 'live',
    doc: 'Ask for compressed answers.',
    source: 'transport.md 2',
    unsupported: 'set the header `accept-encoding` of the call and decode the answer'
  },
  {
    key: 'servicecomb.rest.client.http2.multiplexingLimit',
    type: 'integer',
    default: '100',
    aliases: [],
    reload: 'live',
    doc: 'Most calls at once on one HTTP/2 connection; -1 is the default.',
    source: 'transport.md 2'
  },
  {
    key: 'servicecomb.rest.client.http2.*',
    type: 'text',
    default: undefined,
    aliases: [],
    reload: 'live',
    doc: 'HTTP/2 to instances.',
    source: 'transport.md 2',
    unsupported:
      'an endpoint that says `?protocol=http2` is called so; the keys of `rest.client.connection` hold for it'
  },
  {
    key: 'servicecomb.rest.server.connection.idleTimeoutInSeconds',
    type: 'seconds',
    default: '65',
    aliases: [],
    reload: 'restart',
    doc: 'How long `serve` keeps an unused connection; longer than any client does.',
    source: 'transport.md 2',
    unsupported: 'fixed at 65 seconds; an own `http.Server` keeps its own'
  },
  ...['', '.<service>', '.<service>.<schema>', '.<service>.<schema>.<operation>'].map((scope): KeyEntry => ({
    key: `servicecomb.request.clientRequestHeaderFilterEnabled${scope}`,
    type: 'boolean',
    default: scope === '' ? 'false' : undefined,
    aliases: [],
    reload: 'live',
    doc: 'True for a third party: none of our context headers are sent to it; the most specific key wins.',
    source: 'transport.md 2'
  })),
  ...TLS_KEYS
]
