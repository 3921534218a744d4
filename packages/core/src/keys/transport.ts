import type { KeyEntry } from './key.ts'

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
    key: 'servicecomb.rest.client.http2.*',
    type: 'text',
    default: undefined,
    aliases: [],
    reload: 'live',
    doc: 'HTTP/2 to instances.',
    source: 'transport.md 2',
    unsupported: 'not built yet; calls use HTTP/1.1'
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
  {
    key: 'servicecomb.request.clientRequestHeaderFilterEnabled.*',
    type: 'boolean',
    default: 'false',
    aliases: [],
    reload: 'live',
    doc: 'True for a service: none of our context headers are sent to it.',
    source: 'transport.md 2',
    unsupported: 'not built yet; `servicecomb.context.wire=none` holds for every target'
  }
]
