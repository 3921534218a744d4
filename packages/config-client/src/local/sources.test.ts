import { describe, expect, test } from 'vitest'
import { made, remote } from '../configuration.test-support.ts'

describe('the command line (config.md 7.1)', () => {
  test('beats the environment, and is beaten by the centre and by options', () => {
    using rig = made(
      { 'application.yaml': 'k: {a: file, b: file, c: file}' },
      {
        variables: { K_A: 'env', K_B: 'env' },
        args: [
          'run',
          '--k.a=args',
          '--k.b=args',
          '--k.c=args',
          '--servicecomb.service.name=orders',
          '--',
          '--k.a=no'
        ],
        options: { 'k.c': 'option' }
      }
    )
    const { config } = rig
    expect(['k.a', 'k.b', 'k.c'].map((key) => config.get(key))).toEqual(['args', 'args', 'option'])
    expect([config.sourceOf('k.a'), config.get('servicecomb.service.name')]).toEqual([
      'command line',
      'orders'
    ])
    config.attach(remote({ 'k.b': 'kie' }))
    expect(config.get('k.b')).toBe('kie')
  })

  test('above the centre with remotePriority belowEnv; values keep their equals signs; flags are no settings', () => {
    using rig = made(
      { 'application.yaml': 'servicecomb.config.remotePriority: belowEnv' },
      { args: ['--k.a=x=y', '--verbose', '-k.b=1', 'k.c=1'] }
    )
    rig.config.attach(remote({ 'k.a': 'kie' }))
    expect(rig.config.get('k.a')).toBe('x=y')
    for (const key of ['verbose', 'k.b', '-k.b', 'k.c']) expect(rig.config.get(key)).toBeUndefined()
  })

  test('it names the active profile', () => {
    using rig = made(
      { 'application.yaml': 'k.a: base', 'application-gray.yaml': 'k.a: gray' },
      { args: ['--spring.profiles.active=gray'] }
    )
    expect(rig.config.get('k.a')).toBe('gray')
  })
})

describe('variables that name another variable (registry.md 16.6)', () => {
  const variables = {
    APP_MAPPING: 'MY_APP',
    SERVICE_MAPPING: 'MY_SERVICE',
    VERSION_MAPPING: 'MY_VERSION',
    MY_APP: 'mall',
    MY_SERVICE: 'cart',
    MY_VERSION: '1.10'
  }
  const NAMES = ['application', 'name', 'version'].map((part) => `servicecomb.service.${part}`)

  test('override files and plain variables', () => {
    using rig = made(
      { 'application.yaml': 'servicecomb.service: {name: file, version: 1.0.0}' },
      { variables: { ...variables, SERVICECOMB_SERVICE_NAME: 'direct' } }
    )
    expect(NAMES.map((key) => rig.config.get(key))).toEqual(['mall', 'cart', '1.10'])
    expect(rig.config.sourceOf(NAMES[0]!)).toBe('environment')
  })

  test('one that leads nowhere changes nothing and is said', () => {
    using rig = made(
      { 'application.yaml': 'servicecomb.service.name: file' },
      { variables: { SERVICE_MAPPING: 'GONE' } }
    )
    expect(rig.config.get('servicecomb.service.name')).toBe('file')
    expect(rig.warnings()).toEqual(['environment: SERVICE_MAPPING names the variable GONE, which is not set'])
  })
})

describe('files of go-chassis beside its chassis.yaml (config.md 7.1)', () => {
  const go = {
    'conf/circuit_breaker.yaml': 'cse.isolation.Consumer.maxConcurrentRequests: 100',
    'conf/load_balancing.yaml': 'cse.loadbalance: {strategy: {name: WeightedResponse}, retryOnSame: 3}',
    'conf/rate_limiting.yaml': 'cse.flowcontrol.Provider.qps.global.limit: 500',
    'conf/router.yaml':
      'servicecomb.routeRule.pay: |\n  - precedence: 1\n    route: [{tags: {version: 1.0}, weight: 100}]\n',
    'conf/auth.yaml': 'cse.credentials.akskCustomCipher: default',
    'conf/tls.yaml': 'k.tls: "1"',
    'conf/monitoring.yaml': 'k.monitoring: "1"',
    'conf/tracing.yaml': 'k.tracing: "1"',
    'conf/lager.yaml': 'k.lager: "1"'
  }

  test('are read, weaker than everything else', () => {
    using rig = made({ ...go, 'conf/chassis.yaml': 'k.tls: chassis\n' })
    const { config } = rig
    expect(config.get('servicecomb.loadbalance.strategy.name')).toBe('WeightedResponse')
    expect(config.sourceOf('servicecomb.flowcontrol.Provider.qps.global.limit')).toBe(
      'conf/rate_limiting.yaml'
    )
    // Text of a rule stays as written: version 1.0 is not 1 (F-015).
    expect(config.get('servicecomb.routeRule.pay')).toContain('version: 1.0}')
    expect([config.get('k.tls'), config.get('k.lager')]).toEqual(['chassis', '1'])
  })

  test('are left alone without it: their names are too common', () => {
    using rig = made({ ...go, 'tls.yaml': '{{ template }}: [' })
    expect([...rig.config.values.keys()]).toEqual([])
  })
})
