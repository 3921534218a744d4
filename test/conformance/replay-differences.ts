/**
 * Recorded exchanges (`file:line`) that the engine answers differently on purpose, and why. They are replayed all the
 * same: one that is answered as recorded fails the suite, so that this list cannot rot.
 */
export const REPLAY_DIFFERENCES: Readonly<Record<string, string>> = {
  'registry:122': 'the redirect carries no page for people',
  'registry:123': 'a refused URI is not executed (registry.md 2.2, 18)',
  'registry:124': 'the recorded build calls itself 0.0.1, the engine 2.2.0',
  'registry:125': 'the recorded build calls itself 0.0.1, the engine 2.2.0',
  'registry:126': 'the readiness route is there (registry.md 12.3, 18)',
  'registry:129': 'relations are never null (registry.md 12.4, 18)',
  'registry:134':
    'no null for an empty list, and the provider of a line described in full (registry.md 12.4, 18)',
  'registry:139': 'there is no etcd to name',
  'registry:150': 'no permission is 403 or the answer of the route, not 401 (registry.md 13.4, 18)',
  'registry:156': 'that server had locked out accounts of other tests as well',
  'config:44': 'history of an unknown document is 404, not 500 (config.md 11)',
  'config:54': 'an unknown override is refused, kie panics (config.md 11)',
  'config:73': 'beginWith() is refused, kie panics (config.md 11)',
  'config:74': 'a wait of nothing is answered at once, kie says 500 (config.md 4.2, 11)',
  'config:78': 'kie panics after the body of a tracked get; here the body is all',
  'governance-api:81':
    'an update with nothing but a spec is made; service-center panics and does nothing (governance.md 10)',
  'governance-api:115': 'the configuration centre is in this process and cannot be away',
  'governance-api:116': 'the configuration centre is in this process and cannot be away',
  'governance-api:117': 'the configuration centre is in this process and cannot be away',
  'governance-api:118': 'the configuration centre is in this process and cannot be away',
  'governance-api:119': 'the configuration centre is in this process and cannot be away',
  'spring-cloud-huawei-1:17':
    'a change without the label `public` does not wake those who wait for it; kie takes a missing label for an empty one (config.md 4.3, 11)',
  'sc-client:29':
    'the recorded server tells of changes late, here of one from before the watch began; the engine tells at once',
  'sc-client:21': 'the recorded build calls itself 0.0.1, the engine 2.2.0'
}

const WEB_SOCKETS = [
  'registry:54',
  'registry:56',
  'registry:58',
  'registry:60',
  'registry:61',
  'registry:62',
  'registry:63',
  'registry:64',
  'registry:65',
  'registry:72',
  'registry:73'
]

/** Exchanges that are not replayed, and why. */
export const REPLAY_PENDING: Readonly<Record<string, string>> = {
  'governance-api:106': 'a look into kie with no request recorded',
  ...forAll(
    WEB_SOCKETS,
    'an event of a WebSocket of which no request was recorded: the vectors V106-V115 and V147 hold these'
  )
}

function forAll(ids: readonly string[], reason: string): Record<string, string> {
  return Object.fromEntries(ids.map((id) => [id, reason]))
}
