import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { recordingLogger, simulatedEnv } from '@node-chassis/core/testing'
import { afterEach, describe, expect, test } from 'vitest'
import { createConfiguration } from './configuration.ts'
import type { Configuration } from './configuration.ts'

const folders: string[] = []

/** A file as a real user wrote it; kept as lines of JSON, so that no formatter corrects it. */
function fixture(name: string): string {
  const lines = readFileSync(path.join(import.meta.dirname, 'fixtures', 'files.jsonl'), 'utf8')
    .trim()
    .split('\n')
  return lines
    .map((line) => JSON.parse(line) as { name: string; text: string })
    .find((file) => file.name === name)!.text
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** A folder with these files; `@name` stands for a fixture, anything else is the text. */
function folder(files: Record<string, string>): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'chs-config-'))
  folders.push(dir)
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(dir, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text.startsWith('@') ? fixture(text.slice(1)) : text)
  }
  return dir
}

interface Read {
  readonly config: Configuration
  readonly warnings: string
}

function read(
  files: Record<string, string>,
  variables: Record<string, string> = {},
  options: Record<string, string> = {}
): Read {
  const log = recordingLogger()
  const config = createConfiguration({
    env: { ...simulatedEnv(), log },
    dir: folder(files),
    variables,
    options
  })
  return { config, warnings: log.records.map(({ msg }) => msg).join('\n') }
}

interface Case {
  readonly id: string
  readonly files: Record<string, string>
  readonly variables?: Record<string, string>
  readonly effective?: Record<string, string>
  readonly absent?: readonly (string | RegExp)[]
  readonly warn?: readonly string[]
}

const SC = 'servicecomb.registry.sc.address'
const KIE = 'servicecomb.kie.serverUri'

const CASES: readonly Case[] = [
  {
    id: 'F-001',
    files: { 'microservice.yaml': '@microservice-legacy-isolation.yaml' },
    effective: {
      'servicecomb.service.application': 'company',
      'servicecomb.service.name': 'manager',
      'servicecomb.service.version': '0.0.1',
      [SC]: 'http://registry.example.com:30100',
      'servicecomb.tracing.collector.address': 'http://tracing.example.com:9411'
    },
    warn: [
      '`cse.isolation.doorman.timeoutInMilliseconds` (microservice.yaml) has no effect: a removed module',
      '`cse.service.registry.address` is the old spelling',
      '`APPLICATION_ID` is the old spelling'
    ]
  },
  {
    id: 'F-002',
    files: { 'microservice.yaml': '@microservice-dotted-keys.yaml' },
    effective: {
      'servicecomb.registry.sc.healthCheckIntervalInSeconds': '3',
      'servicecomb.registry.sc.pollIntervalInMillis': '90000',
      'servicecomb.registry.sc.watch': 'true',
      'servicecomb.registry.sc.autoDiscovery': 'true',
      'servicecomb.request.clientRequestHeaderFilterEnabled.partner': 'true',
      'servicecomb.loadbalance.userDefinedEndpoint.enabled': 'true',
      'servicecomb.loadbalance.strategy.name': 'WeightedResponse',
      'servicecomb.loadbalance.filter.status.enabled': 'false'
    },
    warn: ['`servicecomb.registry.sc.autodiscovery` is taken for']
  },
  {
    id: 'F-003',
    files: { 'microservice.yaml': '@microservice-invocation-timeout.yaml' },
    effective: {
      'servicecomb.invocation.timeout.check.enabled': 'true',
      'servicecomb.invocation.timeout.check.strategy': 'processing-time',
      'servicecomb.invocation.orders.stock.reserve.timeout': '300',
      'servicecomb.tracing.samplingRate': '0.5'
    }
  },
  {
    id: 'F-004',
    files: { 'microservice.yaml': '@microservice-legacy-fault-and-fallback.yaml' },
    effective: {
      'servicecomb.faultInjection.enabled': 'true',
      'servicecomb.circuitBreaker.Consumer.enabled': 'false'
    },
    absent: [/^servicecomb\.(?:faultInjection|circuitBreaker)\.Consumer$/],
    warn: [
      '`servicecomb.fallbackpolicy.Consumer.orders.policy`',
      '`servicecomb.circuitBreaker.Consumer.enabled`'
    ]
  },
  {
    id: 'F-005',
    files: { 'application.yml': '@application-cse-v2.yml' },
    effective: {
      [SC]: 'http://127.0.0.1:30100',
      [KIE]: 'http://127.0.0.1:30110',
      'servicecomb.kie.customLabel': 'public',
      'servicecomb.kie.customLabelValue': 'default',
      'servicecomb.rest.address': '0.0.0.0:9092?sslEnabled=false'
    }
  },
  {
    id: 'F-005 withEnv',
    files: { 'application.yml': '@application-cse-v2.yml' },
    variables: {
      PAAS_CSE_SC_ENDPOINT: 'https://engine.example.com:30100',
      PAAS_CSE_CC_ENDPOINT: 'https://engine.example.com:30110'
    },
    effective: { [SC]: 'https://engine.example.com:30100', [KIE]: 'https://engine.example.com:30110' }
  },
  {
    id: 'F-006',
    files: { 'bootstrap.yml': '@bootstrap-multi-document.yml' },
    effective: {
      'servicecomb.service.name': 'basic-gateway',
      'servicecomb.service.version': '0.0.1',
      'servicecomb.service.application': 'basic-application',
      'servicecomb.service.environment': 'production',
      [SC]: 'http://127.0.0.1:30100',
      [KIE]: 'http://127.0.0.1:30110',
      'servicecomb.kie.customLabel': 'basic-gateway',
      'servicecomb.kie.customLabelValue': 'default',
      'servicecomb.config.client.fileSource': 'governance.yaml,application.yaml',
      'servicecomb.registry.sc.healthCheckIntervalInSeconds': '10',
      'servicecomb.boot.turnDown.waitInSeconds': '15'
    },
    absent: ['spring.cloud.nacos.discovery.server-addr']
  },
  {
    id: 'F-007',
    files: { 'bootstrap.yaml': '@bootstrap-old-names.yaml' },
    effective: {
      'servicecomb.service.name': 'canary-consumer',
      'servicecomb.service.application': 'default',
      'servicecomb.service.version': '0.0.1',
      'servicecomb.service.environment': 'development',
      [SC]: 'http://127.0.0.1:30100',
      [KIE]: 'http://127.0.0.1:30110',
      'servicecomb.kie.firstPullRequired': 'false',
      'servicecomb.service.properties.allowCrossApp': 'true',
      'servicecomb.context.headerContextMapper.canary': 'canary'
    }
  },
  {
    id: 'F-008',
    files: { 'bootstrap.yml': '@bootstrap-config-without-type.yml' },
    variables: { CREDENTIALS_AK: 'a', CREDENTIALS_SK: 's' },
    effective: {
      'servicecomb.service.name': 'basic-provider',
      'servicecomb.service.version': '0.0.2',
      [SC]: 'https://engine.example.com',
      'servicecomb.credentials.project': 'region-1'
    },
    absent: [KIE],
    warn: ['counts only together with `serverType: kie`']
  },
  {
    id: 'F-009',
    files: { 'chassis.yaml': '@chassis-go-registry.yaml' },
    effective: {
      [SC]: 'http://127.0.0.1:30100',
      'servicecomb.registry.sc.watch': 'true',
      'servicecomb.service.properties.allowCrossApp': 'true'
    },
    absent: ['servicecomb.registry.sc.pollIntervalInMillis'],
    warn: ['`servicecomb.handler.chain.Consumer.default` (chassis.yaml) has no effect: not used by Node']
  },
  {
    id: 'F-010',
    files: { 'chassis.yaml': '@chassis-go-address-list.yaml' },
    effective: {
      'servicecomb.loadbalance.strategy.name': 'RoundRobin',
      'servicecomb.rest.address': '127.0.0.1:8080'
    }
  },
  {
    id: 'F-011',
    files: { 'chassis.yaml': '@chassis-go-kie.yaml' },
    effective: {
      [KIE]: 'http://config-center:30110',
      'servicecomb.kie.refreshInterval': '10000',
      'servicecomb.kie.enableLongPolling': 'false',
      [SC]: 'http://service-center:30100',
      'servicecomb.rest.address': '0.0.0.0:9091'
    }
  },
  {
    id: 'F-012',
    files: { 'chassis.yaml': 'k: 1', 'circuit_breaker.yaml': '@go-circuit-breaker.yaml' },
    // No policy text: what is there are scalars under the prefix.
    absent: [/^(?:cse|servicecomb)\.circuitBreaker\.[^.]*$/]
  },
  {
    id: 'F-013',
    files: { 'chassis.yaml': 'k: 1', 'load_balancing.yaml': '@go-load-balancing.yaml' },
    effective: {
      'servicecomb.loadbalance.orders.strategy.name': 'Random',
      'servicecomb.loadbalance.strategy.name': 'WeightedResponse',
      'servicecomb.loadbalance.retryOnSame': '3'
    },
    absent: [
      'servicecomb.loadbalance.orders',
      'servicecomb.loadbalance.strategy',
      'servicecomb.loadbalance.backoff'
    ]
  },
  {
    id: 'F-014',
    files: { 'chassis.yaml': 'k: 1', 'rate_limiting.yaml': '@go-rate-limiting.yaml' },
    effective: {
      'servicecomb.flowcontrol.Consumer.qps.limit.orders': '100',
      'servicecomb.flowcontrol.Provider.qps.limit.web': '20',
      'servicecomb.flowcontrol.Provider.qps.global.limit': '500'
    }
  },
  {
    // The text of the rule reaches the router as it was written; 2.0 stays 2.0.
    id: 'F-015',
    files: { 'chassis.yaml': 'k: 1', 'router.yaml': '@router-unquoted-versions.yaml' },
    effective: {
      'servicecomb.routeRule.paymentService':
        '- precedence: 1 # larger first\n  route: # list of targets\n  - tags:\n      version: 1.0\n      project: x\n    weight: 50 # half\n  - tags:\n      version: 2.0\n      project: z\n    weight: 50\n'
    }
  },
  {
    id: 'F-016',
    files: { 'microservice.yaml': '@microservice-mesher.yaml' },
    effective: {
      'servicecomb.service.application': 'mesher',
      'servicecomb.service.name': 'hellomesher',
      'servicecomb.service.version': '0.0.1',
      'servicecomb.service.environment': '',
      'servicecomb.service.properties.allowCrossApp': 'false'
    }
  },
  {
    // The row says 1.1; decisions.md N21 settles its gap: identity keys keep the source text.
    id: 'F-017',
    files: { 'microservice.yaml': '@microservice-number-version.yaml' },
    effective: { 'servicecomb.service.name': 'carts', 'servicecomb.service.version': '1.10' },
    warn: ['`service_description.version: 1.10` would be 1.1 in Java']
  },
  {
    id: 'F-018',
    files: {},
    variables: { PAAS_CSE_SC_ENDPOINT: 'service-center:30100', PAAS_CSE_CC_ENDPOINT: 'config-center:30110' },
    // The scheme is added, with the warning, where the address is used (transport).
    effective: { [SC]: 'service-center:30100', [KIE]: 'config-center:30110' }
  },
  { id: 'F-019', files: {}, variables: { SERVICE_CENTER_ENDPOINT: 'http://x:1' }, absent: [SC] },
  {
    id: 'F-020',
    files: { 'mapping.yaml': '@mapping-alias.yaml' },
    variables: { PAAS_CSE_SC_ENDPOINT: 'http://10.0.0.9:30100', REST_PORT: '31080' },
    effective: {
      [SC]: 'http://10.0.0.9:30100',
      'shop.rest.port': '31080',
      'servicecomb.rest.publishPort': '31080'
    }
  },
  {
    id: 'F-021',
    files: { 'application.yaml': '@policy-key-at-wrong-level.yaml' },
    effective: { 'servicecomb.rateLimiting': '' },
    absent: [/^servicecomb\.rateLimiting\./]
  },
  {
    id: 'F-035',
    files: { 'application.yaml': '@route-local-list-form.yaml' },
    effective: {
      'servicecomb.routeRule.orders':
        '[{"precedence": 1, "match": {"headers": {"canary": {"exact": "new", "caseInsensitive": false}}}, "route": [{"weight": 20, "tags": {"version": 1.0.0}}]}]'
    },
    warn: ['`servicecomb.routeRule.orders` is a list; Java and Go read it only as block text']
  },
  {
    id: 'F-041',
    files: {},
    variables: {
      SERVICECOMB_KIE_SERVERURI: 'http://config-center:30110',
      SERVICECOMB_REGISTRY_SC_ADDRESS: 'http://sc:1'
    },
    effective: { [KIE]: 'http://config-center:30110', [SC]: 'http://sc:1' }
  },
  {
    id: 'F-042',
    files: { 'application.yml': '@app-config-list-of-addresses.yml' },
    effective: {
      'shop.override.high': 'hello high',
      'shop.k.value': '3',
      'shop.l1-1': '3.0',
      'shop[true]': 'enabled',
      'servicecomb.service.properties.x-lane': 'base',
      'servicecomb.service.properties.gray': 'true',
      'servicecomb.service.properties.build': '83',
      'servicecomb.service.properties.empty': ''
    },
    warn: ['`servicecomb.service.properties.gray: yes` is read as true', 'build: 0123` is read as 83']
  }
]

describe('files of real users', () => {
  test.each(CASES.map((row) => [row.id, row] as const))(
    '%s',
    (_id, { files, variables, effective = {}, absent = [], warn = [] }) => {
      const { config, warnings } = read(files, variables)
      expect(Object.fromEntries(Object.keys(effective).map((key) => [key, config.get(key)]))).toEqual(
        effective
      )
      for (const key of absent) {
        if (typeof key === 'string') expect(config.get(key), key).toBeUndefined()
        else expect([...config.values.keys()].filter((name) => key.test(name))).toEqual([])
      }
      for (const text of warn) expect(warnings).toContain(text)
    }
  )

  test('F-008 without its variables: the start is refused with the key and the variable', () => {
    expect(() => read({ 'bootstrap.yml': '@bootstrap-config-without-type.yml' })).toThrow(
      expect.objectContaining({
        code: 'CHS_CONFIG_INVALID',
        message: expect.stringMatching(
          /spring\.cloud\.servicecomb\.credentials\.accessKey.*\$\{CREDENTIALS_AK\}/
        ) as string
      })
    )
  })

  test('F-010, F-042: lists of addresses in both forms', () => {
    const go = read({ 'chassis.yaml': '@chassis-go-address-list.yaml' }).config
    expect(go.list(SC, [])).toEqual([
      'http://127.0.0.1:30100',
      'http://127.0.0.1:30101',
      'http://127.0.0.1:30102'
    ])
    const java = read({ 'application.yml': '@app-config-list-of-addresses.yml' }).config
    expect(java.list(SC, [])).toEqual([
      'http://10.0.0.1:30100',
      'http://10.0.0.2:30100?region=r1&availableZone=z1'
    ])
  })
})

describe('files and their order (decisions.md N20)', () => {
  test('each file beats the one before', () => {
    const names = [
      'microservice.yaml',
      'chassis.yml',
      'bootstrap.yml',
      'application.yaml',
      'application-gray.yml'
    ]
    const files = Object.fromEntries(names.map((name, n) => [name, `k: {l: ${name}, k${n}: ${name}}\n`]))
    const { config } = read(files, { SPRING_PROFILES_ACTIVE: 'gray' })
    expect(config.get('k.l')).toBe('application-gray.yml')
    for (const [n, name] of names.entries()) expect(config.sourceOf(`k.k${n}`)).toBe(name)
  })

  test('conf/ and config/ beat the folder itself; CHASSIS_CONF_DIR names it', () => {
    const files = {
      'application.yaml': 'a: 1\nb: 1\nc: 1',
      'conf/application.yaml': 'b: 2\nc: 2',
      'config/application.yml': 'c: 3'
    }
    const env = simulatedEnv()
    const config = createConfiguration({ env, variables: { CHASSIS_CONF_DIR: folder(files) } })
    expect([config.get('a'), config.get('b'), config.get('c')]).toEqual(['1', '2', '3'])
    expect(config.sourceOf('c')).toBe('config/application.yml')
  })

  test('.yaml wins over .yml, with a warning', () => {
    const { config, warnings } = read({ 'application.yaml': 'a: yaml', 'application.yml': 'a: yml\nb: 1' })
    expect([config.get('a'), config.get('b')]).toEqual(['yaml', undefined])
    expect(warnings).toContain('application.yml is not read')
  })

  test('servicecomb-config-order orders the microservice files', () => {
    const { config } = read({
      'microservice.yaml': 'servicecomb-config-order: 5\nk: root',
      'conf/microservice.yaml': 'k: conf'
    })
    expect(config.get('k')).toBe('root')
  })

  test('a byte order mark is dropped', () => {
    expect(read({ 'application.yaml': '\uFEFFa: 1' }).config.get('a')).toBe('1')
  })

  test('unreadable YAML is refused with file and line', () => {
    const broken = { 'conf/application.yaml': 'a: 1\nb: [1\n' }
    const expected = {
      code: 'CHS_CONFIG_INVALID',
      message: expect.stringMatching(/^conf\/application\.yaml .*line \d/) as string
    }
    expect(() => read(broken)).toThrow(expect.objectContaining(expected))
    expect(() => read({ 'application.yaml': 'a: 1\na: 2\n' })).toThrow(/application\.yaml .*line 2/)
  })

  test('the path of the file is named, and the full-width character that made it unreadable', () => {
    const dir = folder({
      'conf/application.yaml': 'servicecomb:\n  service:\n    name： orders\n    version: 1\n'
    })
    expect(() => createConfiguration({ env: simulatedEnv(), dir, variables: {} })).toThrow(
      expect.objectContaining({
        message: `conf/application.yaml is no readable YAML, line 3: Implicit keys need to be on a single line (full-width colon (U+FF1A) where ":" is expected in line 3); correct ${path.join(dir, 'conf/application.yaml')}`
      })
    )
  })

  test('a setting that is none because of its colon is told of', () => {
    const { config, warnings } = read({
      'application.yaml': 'servicecomb:\n  registry:\n    sc:\n      address：http://sc:30100\n'
    })
    expect(config.get(SC)).toBeUndefined()
    expect(warnings).toMatch(
      /application\.yaml, line 4: `servicecomb\.registry\.sc\.address` is not set: full-width colon/
    )
  })
})

describe('policies in local files', () => {
  test('a nested policy becomes one text, its scalars as they were written', () => {
    const yaml =
      'servicecomb:\n  matchGroup:\n    pay:\n      matches:\n        - apiPath: {prefix: "/pay"}\n          method: [GET]\n  rateLimiting:\n    pay: {rate: 010, services: "yes"}\n'
    const { config } = read({ 'application.yaml': yaml })
    expect(config.get('servicecomb.matchGroup.pay')).toBe(
      '{"matches": [{"apiPath": {"prefix": "/pay"}, "method": [GET]}]}'
    )
    expect(config.get('servicecomb.rateLimiting.pay')).toBe('{"rate": 010, "services": "yes"}')
  })

  test('block text stays as it is', () => {
    const { config } = read({
      'application.yaml': 'servicecomb:\n  retry:\n    a: |\n      maxAttempts: 2\n'
    })
    expect(config.get('servicecomb.retry.a')).toBe('maxAttempts: 2\n')
  })
})
