import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { KEYS } from '@node-chassis/core'
import { recordingLogger } from '@node-chassis/core/testing'
import { createEngine } from '@node-chassis/engine'
import type { Engine } from '@node-chassis/engine'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createChassis } from 'node-chassis'
import { proxyTo } from './recording-proxy.ts'
import type { RecordingProxy } from './recording-proxy.ts'

let engine: Engine
let registry: RecordingProxy
let centre: RecordingProxy
let lives = 0

beforeAll(async () => {
  engine = await createEngine()
  registry = await proxyTo(engine.registryUrl)
  centre = await proxyTo(engine.configUrl)
})

afterAll(async () => {
  await registry.close()
  await centre.close()
  await engine.close()
})

const ASKING = /pollingWaitTime|LongPolling|refreshMode/

interface Life {
  /** What the registry and the centre were asked, `METHOD /path?query body`. */
  readonly registry: readonly string[]
  readonly centre: readonly string[]
  readonly warnings: readonly string[]
  readonly endpoint: string | undefined
  readonly error: Error | undefined
}

/** A whole life of a service with these settings: serves, and leaves. `{registry}` and `{centre}` are filled in. */
async function lifeOf(settings: Readonly<Record<string, string>>, elsewhere = false): Promise<Life> {
  const [registryFrom, centreFrom] = [registry.asked.length, centre.asked.length]
  const log = recordingLogger()
  const fill = (text: string): string =>
    text.replace('{registry}', registry.url).replace('{centre}', centre.url)
  const base: Record<string, string> = {
    'servicecomb.snapshot.enabled': 'false',
    'servicecomb.kie.refreshInterval': '1000',
    ...(elsewhere
      ? {}
      : {
          'servicecomb.service.name': `order-${++lives}`,
          'servicecomb.registry.sc.address': registry.url,
          'servicecomb.kie.serverUri': centre.url
        })
  }
  const config = Object.fromEntries(
    Object.entries({ ...base, ...settings }).map(([key, value]) => [key, fill(value)])
  )
  // As users write them: in a file. JSON is YAML.
  const dir = await mkdtemp(path.join(tmpdir(), 'chassis-keys-'))
  await writeFile(path.join(dir, 'application.yaml'), JSON.stringify(config))
  const chassis = createChassis({ configDir: dir, log })
  let endpoint: string | undefined
  let error: Error | undefined
  try {
    const rest = Object.keys(settings).some((key) => /rest\.(address|listenAddress)/.test(key))
    const serving = await chassis.serve(
      (_request, response) => response.end('ok'),
      rest ? {} : { host: '127.0.0.1', port: 0 }
    )
    endpoint = serving.endpoint
    // Each of the four layers is read in full twice; what follows shows how it goes on asking.
    if (ASKING.test(Object.keys(settings).join())) {
      await expect.poll(() => centre.asked.length - centreFrom).toBeGreaterThanOrEqual(9)
    }
  } catch (cause) {
    error = cause as Error
  }
  await chassis.close({ waitMs: 0 })
  await rm(dir, { recursive: true })
  return {
    registry: registry.asked.slice(registryFrom),
    centre: centre.asked.slice(centreFrom),
    warnings: log.records.filter(({ level }) => Number(level) >= 40).map(({ msg }) => String(msg)),
    endpoint,
    error
  }
}

const asked = (all: readonly string[], pattern: RegExp): void => {
  expect(
    all.some((one) => pattern.test(one)),
    `${String(pattern)} in\n${all.join('\n')}`
  ).toBe(true)
}
const never = (all: readonly string[], pattern: RegExp): void => {
  expect(all.filter((one) => pattern.test(one))).toEqual([])
}
const service = /^POST \/v4\/\w+\/registry\/microservices /
const instance = /^POST \/v4\/\w+\/registry\/microservices\/\w+\/instances /
const inService = (text: string) => (life: Life) =>
  asked(
    life.registry.filter((one) => service.test(one)),
    new RegExp(text)
  )
const inInstance = (text: string) => (life: Life) =>
  asked(
    life.registry.filter((one) => instance.test(one)),
    new RegExp(text)
  )

type Row = readonly [key: string, value: string, check: (life: Life) => void, elsewhere?: boolean]

/** Keys of config.md 7.2 in its order, other spellings included; what each of them changes on the wire. */
const HONOURED: readonly Row[] = [
  ['servicecomb.service.application', 'shopping', inService('"appId":"shopping"')],
  ['servicecomb.service.app', 'shopping', inService('"appId":"shopping"')],
  ['spring.cloud.servicecomb.service.application', 'shopping', inService('"appId":"shopping"')],
  ['spring.cloud.servicecomb.discovery.appName', 'shopping', inService('"appId":"shopping"')],
  ['servicecomb.service.name', 'cart', inService('"serviceName":"cart"')],
  ['servicecomb.service.version', '1.2.3', inService('"version":"1.2.3"')],
  ['servicecomb.service.environment', 'testing', inService('"environment":"testing"')],
  ['server.env', 'testing', inService('"environment":"testing"')],
  ['servicecomb.service.properties.team', 'blue', inService('"team":"blue"')],
  ['servicecomb.instance.properties.lane', 'gray', inInstance('"lane":"gray"')],
  ['servicecomb.service.instanceProperties.lane', 'gray', inInstance('"lane":"gray"')],
  ['servicecomb.instance.initialStatus', 'STARTING', inInstance('"status":"STARTING"')],
  ['servicecomb.service.publishAddress', '10.1.2.3', inInstance('"rest://10\\.1\\.2\\.3:')],
  ['servicecomb.rest.publishPort', '9999', inInstance('"rest://127\\.0\\.0\\.1:9999')],
  ['servicecomb.rest.address', '127.0.0.1:0', inInstance('"rest://127\\.0\\.0\\.1:\\d+"')],
  ['servicecomb.protocols.rest.listenAddress', '127.0.0.1:0', inInstance('"rest://127\\.0\\.0\\.1:\\d+"')],
  ...[
    'servicecomb.registry.sc.address',
    'servicecomb.service.registry.address',
    'servicecomb.registry.address',
    'spring.cloud.servicecomb.discovery.address'
  ].map((key): Row => [key, '{registry}', (life) => asked(life.registry, instance), true]),
  ['servicecomb.registry.sc.enabled', 'false', ({ registry: all }) => expect(all).toEqual([])],
  ['servicecomb.registry.sc.healthCheckIntervalInSeconds', '7', inInstance('"interval":7[,}]')],
  ['servicecomb.kie.serverUri', '{centre}', ({ centre: all }) => asked(all, /^GET .*\/kie\/kv/), true],
  [
    'servicecomb.config.client.serverUri',
    '{centre}',
    ({ centre: all }) => asked(all, /^GET .*\/kie\/kv/),
    true
  ],
  ['servicecomb.kie.domainName', 'acme', ({ centre: all }) => asked(all, /^GET \/v1\/acme\/kie\/kv/)],
  ['servicecomb.kie.enableLongPolling', 'false', ({ centre: all }) => never(all, /wait=/)],
  ['servicecomb.config.client.refreshMode', '1', ({ centre: all }) => never(all, /wait=/)],
  ['servicecomb.kie.pollingWaitTime', '25', ({ centre: all }) => asked(all, /wait=25s/)],
  [
    'servicecomb.kie.enableAppConfig',
    'false',
    ({ centre: all }) => never(all, /\?label=app%3Adefault&label=environment%3A&(?:match=exact&)?revision/)
  ],
  ['servicecomb.kie.enableServiceConfig', 'false', ({ centre: all }) => expect(layers(all)).toBe(3)],
  ['servicecomb.kie.enableVersionConfig', 'false', ({ centre: all }) => never(all, /label=version/)],
  ['servicecomb.kie.enableCustomConfig', 'false', ({ centre: all }) => never(all, /label=public/)],
  ['servicecomb.kie.customLabel', 'team', ({ centre: all }) => asked(all, /label=team%3A&|label=team:&/)],
  ['servicecomb.kie.customLabelValue', 'blue', ({ centre: all }) => asked(all, /label=public(%3A|:)blue/)]
]

function layers(all: readonly string[]): number {
  return new Set(all.map((one) => /\?(.*?)&?revision=/.exec(one)?.[1])).size
}

/** Means another key when it has one certain value. */
const OF_GO = 'servicecomb.config.client.refreshMode'

/** Looked into by the tests of the package that reads them: here only that none is unknown. */
const ELSEWHERE = [
  'servicecomb.registry.sc.watch',
  'servicecomb.registry.sc.autoDiscovery',
  'servicecomb.registry.sc.healthCheckTimes',
  'servicecomb.registry.sc.pollIntervalInMillis',
  'servicecomb.kie.refreshInterval',
  'servicecomb.kie.firstRefreshInterval',
  'servicecomb.kie.firstPullRequired',
  'servicecomb.kie.client.timeout.connect',
  'servicecomb.kie.client.timeout.request',
  'servicecomb.kie.client.timeout.socket',
  'servicecomb.config.client.fileSource',
  'servicecomb.credentials.rbac.enabled',
  'servicecomb.credentials.account.name',
  'servicecomb.credentials.account.password',
  'servicecomb.credentials.cipher',
  'servicecomb.credentials.akskEnabled',
  'servicecomb.credentials.accessKey',
  'servicecomb.credentials.secretKey',
  'servicecomb.credentials.akskCustomCipher',
  'servicecomb.credentials.project',
  'servicecomb.datacenter.name',
  'servicecomb.datacenter.region',
  'servicecomb.datacenter.availableZone',
  'servicecomb.proxy.enable',
  'servicecomb.proxy.host',
  'servicecomb.proxy.port',
  'servicecomb.proxy.username',
  'servicecomb.proxy.passwd',
  'ssl.kie.consumer.trustStore',
  'ssl.trustStore'
]

describe('every key of config.md 7.2', () => {
  const rows = HONOURED.map(
    ([key, value, check, elsewhere = false]) => [key, value, check, elsewhere] as const
  )

  test.each(rows)('%s=%s is honoured', async (key, value, check, elsewhere) => {
    const life = await lifeOf({ [key]: value }, elsewhere)
    expect(life.error).toBeUndefined()
    check(life)
  })

  const known = [...HONOURED.map(([key]) => key), ...ELSEWHERE].filter((key) => key !== OF_GO)
  test.each(known)('%s is known', (key) => {
    expect(KEYS.some((entry) => [entry.key, ...entry.aliases].some((name) => covers(name, key)))).toBe(true)
  })

  test('servicecomb.datacenter.*: the three together', async () => {
    const life = await lifeOf({
      'servicecomb.datacenter.name': 'dc',
      'servicecomb.datacenter.region': 'r1',
      'servicecomb.datacenter.availableZone': 'z1'
    })
    inInstance('"dataCenterInfo":\\{"name":"dc","region":"r1","availableZone":"z1"\\}')(life)
  })

  test('the Spring address of the centre counts with its type', async () => {
    const settings = {
      'spring.cloud.servicecomb.config.serverAddr': '{centre}',
      'spring.cloud.servicecomb.config.serverType': 'kie',
      'servicecomb.registry.sc.enabled': 'false'
    }
    asked((await lifeOf({ ...settings }, true)).centre, /^GET /)
  })

  test('servicecomb.kie.firstPullRequired=true fails the start when the centre is away', async () => {
    const life = await lifeOf({
      'servicecomb.kie.firstPullRequired': 'true',
      'servicecomb.kie.serverUri': 'http://127.0.0.1:1'
    })
    expect(life.error).toMatchObject({ code: 'CHS_CONFIG_UNAVAILABLE' })
  })

  test('an unresolved ${ in the name is an error', async () => {
    const life = await lifeOf({ 'servicecomb.service.name': '${nothing.here}' })
    expect(life.error).toMatchObject({ code: 'CHS_CONFIG_INVALID' })
  })

  test.each(
    KEYS.filter(({ unsupported }) => unsupported !== undefined).map((entry) => [entry.key, entry] as const)
  )('%s is refused by name, with what to do instead', async (key, { unsupported }) => {
    const written = key.replaceAll(/<[^>]+>/g, 'some').replace('*', 'some')
    const { warnings } = await lifeOf({ [written]: 'true', 'servicecomb.registry.sc.enabled': 'false' })
    const warning = warnings.find((text) => text.includes(written))
    expect(warning).toContain('has no effect')
    expect(warning).toContain(unsupported)
  })
})

function covers(name: string, key: string): boolean {
  return name.endsWith('*') ? key.startsWith(name.slice(0, -1)) : name === key
}
