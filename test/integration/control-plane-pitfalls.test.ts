import {
  exportConfigs,
  engineAddresses,
  importConfigs,
  listAllEngines,
  readConfigFile
} from '@node-chassis/control-plane-client'
import type { ControlPlane } from '@node-chassis/control-plane-client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ENGINE, engineSummary } from '../cloud/examples.ts'
import { INPUTS } from '../cloud/inputs.ts'
import { KEYS, bench } from '../cloud/kit.ts'
import type { Bench } from '../cloud/kit.ts'

// control-plane.md 7, one by one; what other files test in full is only touched here.
let its: Bench
let cloud: ControlPlane

beforeEach(async () => {
  its = await bench()
  cloud = its.client()
})
afterEach(async () => {
  expect(its.cloud.violations).toEqual([])
  await its.close()
})

const sent = (operation: string) => its.cloud.of(operation)[0]!

test('1: the operations of 5.5 need two tokens; access keys alone refuse', async () => {
  await expect(its.client({ credentials: KEYS }).deleteAccount({ name: 'ops' })).rejects.toMatchObject({
    code: 'CHS_CLOUD_CREDENTIALS'
  })
  await cloud.deleteAccount({ name: 'ops' })
  expect(sent('deleteAccount').headers).toMatchObject({
    'x-auth-token': expect.stringMatching(/^MII/) as string,
    authorization: expect.stringMatching(/^Bearer /) as string
  })
})

test('2: Bearer, with a space; no credentials follow a redirect', async () => {
  its.cloud.engineIsGuarded = true
  its.cloud.engineTokens.set('engine-token-of-an-account', ENGINE)
  const engine = its.engine({ account: { name: 'root', password: 'Engine-password-1' } })
  await engine.listMicroservices()
  expect(sent('listMicroservices').headers.authorization).toBe('Bearer engine-token-of-an-account')
  its.cloud.fail('listMicroservices', 'redirect')
  await expect(engine.listMicroservices()).rejects.toMatchObject({
    code: 'CHS_CLOUD_ANSWER',
    statusCode: 302
  })
})

test('3: URI lines win over examples', async () => {
  await cloud.importKieConfigs(INPUTS.importKieConfigs)
  await cloud.exportKieConfigs(INPUTS.exportKieConfigs)
  await cloud.updateEngine(INPUTS.updateEngine)
  expect(sent('importKieConfigs').url).toMatch(/^\/v1\/\w+\/kie\/file\?/)
  expect(sent('exportKieConfigs').url).toMatch(/^\/v1\/\w+\/kie\/download\?/)
  expect(sent('updateEngine').method).toBe('PUT')
})

test('4: what the tables call OK is not there', async () => {
  expect(await cloud.importKieConfigs(INPUTS.importKieConfigs)).toHaveProperty('success')
  expect(await cloud.listThresholds(INPUTS.listThresholds)).toMatchObject([{ serviceName: 'order' }])
  expect(await cloud.getMetrics(INPUTS.getMetrics)).toMatchObject([[{ name: 'order' }]])
})

test('5: messages in either spelling, kinds in either spelling, limits in either type', async () => {
  its.cloud.state.quirks.longMessages = true
  await expect(cloud.getEngineJob({ engineId: ENGINE, jobId: '9' })).rejects.toThrow(/job not exist/)
  its.cloud.fail('listEngines', {
    status: 200,
    body: { total: 1, data: [{ ...engineSummary, reference: { serviceLimit: 100 } }] }
  })
  expect((await listAllEngines(cloud))[0]!.reference).toEqual({ serviceLimit: 100 })
})

describe('6: Nacos namespaces', () => {
  test('camel case in the query, and nothing in the body', async () => {
    await cloud.createNacosNamespace({ customNamespaceId: 'ns', namespaceName: 'a name', namespaceDesc: '' })
    const { url, body } = sent('createNacosNamespace')
    expect(url).toContain('?customNamespaceId=ns&namespaceName=a%20name&namespaceDesc=')
    expect(body).toBe('')
  })

  test('false is a failure in spite of status 200', async () => {
    const input = { customNamespaceId: 'ns', namespaceName: 'one' }
    expect(await cloud.createNacosNamespace(input)).toBe(true)
    await expect(cloud.createNacosNamespace(input)).rejects.toMatchObject({
      code: 'CHS_CLOUD_REFUSED',
      statusCode: 200,
      operation: 'createNacosNamespace'
    })
  })

  test('an unknown one is deleted with success; the public one has no id; custom ones are of type 1 or 2', async () => {
    expect(await cloud.deleteNacosNamespace({ namespaceId: 'never-there' })).toBe(true)
    await cloud.createNacosNamespace({ customNamespaceId: 'ns', namespaceName: 'one' })
    const { data } = await cloud.listNacosNamespaces({ offset: 0, limit: 0 })
    expect(data.map(({ namespace, type }) => [namespace, type])).toEqual([
      ['', 0],
      ['ns', 2]
    ])
  })

  test('a dead engine is a 502, and the message asks for it', async () => {
    its.cloud.fail('listNacosNamespaces', 'html-502', 3)
    await expect(cloud.listNacosNamespaces({ offset: 0, limit: 0 })).rejects.toThrow(
      /is the Nacos engine still there/
    )
    its.cloud.fail('listNacosNamespaces', { status: 200, body: { code: 500, message: 'no', data: [] } })
    await expect(cloud.listNacosNamespaces({ offset: 0, limit: 0 })).rejects.toMatchObject({
      cloudCode: '500'
    })
  })
})

test('7: engines are paged by records, and no further than total', async () => {
  its.cloud.state.engines.length = 0
  for (let i = 0; i < 250; i++) its.cloud.state.engines.push({ ...engineSummary, id: `engine-${i}` })
  expect(await listAllEngines(cloud)).toHaveLength(250)
  expect(
    its.cloud.of('listEngines').map(({ url }) => new URL(url, 'https://c').searchParams.get('offset'))
  ).toEqual(['0', '100', '200'])
  its.cloud.state.engines.length = 0
  expect(await listAllEngines(cloud)).toEqual([])
})

test('8: flavors without specType are an error that says so', async () => {
  await expect(cloud.listEngineFlavors()).rejects.toThrow(
    /specType is missing or invalid: give CSE2 or Nacos2/
  )
  expect(await cloud.listEngineFlavors({ specType: 'Nacos2' })).toMatchObject({ total: 1 })
})

describe('9: importing configuration', () => {
  const item = (key: string, value = '1') => ({ key, value, labels: { app: 'shop', environment: '' } })

  test('each item that failed has its line, though the status is 200; the form is right', async () => {
    const result = await importConfigs(cloud, [item('a'), item('b b'), item('c')])
    expect(result).toEqual({
      imported: 2,
      failures: [
        {
          key: 'b b',
          labels: { app: 'shop', environment: '' },
          code: 'SVCSTG.00400649',
          message: 'key is invalid'
        }
      ]
    })
    const { url, headers } = sent('importKieConfigs')
    expect(url).toContain('override=force')
    expect(headers['x-engine-id']).toBe(ENGINE)
    expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
    expect(headers['x-sdk-content-sha256']).toBe('UNSIGNED-PAYLOAD')
    // No service reads a disabled item, which is the server's default.
    expect(its.cloud.state.configs[0]).toMatchObject({ status: 'enabled', value_type: 'text' })
  })

  test('what is too long is not sent', async () => {
    const result = await importConfigs(cloud, [
      item('k'.repeat(2_049)),
      item('a', 'v'.repeat(131_073)),
      item(''),
      item('ok')
    ])
    expect(result.imported).toBe(1)
    expect(result.failures.map(({ code }) => code)).toEqual(
      Array.from({ length: 3 }, () => 'SVCSTG.00400649')
    )
  })

  test('a large file goes in chunks, with progress', async () => {
    const many = Array.from({ length: 250 }, (_, i) => item(`key-${i}`))
    const large = Array.from({ length: 5 }, (_, i) => item(`large-${i}`, 'x'.repeat(131_072)))
    const heard: [number, number][] = []
    const result = await importConfigs(cloud, [...many, ...large], {
      onProgress: (...one) => heard.push(one)
    })
    expect(result).toEqual({ imported: 255, failures: [] })
    expect(heard).toEqual([
      [100, 255],
      [200, 255],
      [253, 255],
      [255, 255]
    ])
    expect(its.cloud.state.configs).toHaveLength(255)
  })

  test('abort stops at the first that is there; the rest is told as not tried', async () => {
    await importConfigs(cloud, [item('key-1')])
    const many = Array.from({ length: 150 }, (_, i) => item(`key-${i}`))
    const { imported, failures } = await importConfigs(cloud, many, { override: 'abort' })
    expect(imported).toBe(1)
    expect(failures[0]).toMatchObject({ key: 'key-1', code: 'SVCSTG.00400107' })
    expect(failures.slice(1).every(({ code }) => code === 'not tried')).toBe(true)
    expect(its.cloud.of('importKieConfigs')).toHaveLength(2)
  })

  test('skip leaves what is there alone', async () => {
    await importConfigs(cloud, [item('a', 'old')])
    await importConfigs(cloud, [item('a', 'new')], { override: 'skip' })
    expect(its.cloud.state.configs[0]).toMatchObject({ value: 'old' })
  })

  test('a failure of the cloud in the middle is in the result, beside what is done', async () => {
    const many = Array.from({ length: 150 }, (_, i) => item(`key-${i}`))
    const onProgress = (done: number): void => {
      if (done === 100)
        its.cloud.fail('importKieConfigs', {
          status: 500,
          body: { error_code: 'SVCSTG.00300605', error_msg: 'etcd' }
        })
    }
    const { imported, failures, error } = await importConfigs(cloud, many, { onProgress })
    expect([imported, failures.length, error?.cloudCode]).toEqual([100, 50, 'SVCSTG.00300605'])
  })

  test('what was exported can be imported', async () => {
    await importConfigs(cloud, [item('a'), item('b')])
    const file = JSON.stringify(await exportConfigs(cloud, { label: 'app:shop', exact: true }))
    expect(await importConfigs(cloud, readConfigFile(file))).toEqual({ imported: 2, failures: [] })
    expect(() => readConfigFile('{"data":')).toThrow(/no JSON/)
    expect(() => readConfigFile('[]')).toThrow(/no list named data/)
  })
})

test('10: names are percent-encoded, or refused where they would name something else', async () => {
  await cloud.deleteConfigDimension(INPUTS.deleteConfigDimension)
  await cloud.getRouteRules({ serviceName: 'a/b?c#d%e' })
  expect(sent('deleteConfigDimension').url).toContain('/configs/shop%40web%231.0.0')
  expect(sent('getRouteRules').url).toContain('/microservices/a%2Fb%3Fc%23d%25e')
  for (const name of ['', '.', '..']) {
    await expect(cloud.getRouteRules({ serviceName: name })).rejects.toMatchObject({
      code: 'CHS_INVALID_ARGUMENT'
    })
  }
})

test('11: a DELETE has its body', async () => {
  const engine = its.engine()
  await cloud.deleteConfigDimension(INPUTS.deleteConfigDimension)
  await engine.deleteMicroservices(INPUTS.deleteMicroservices)
  await engine.deleteConfigs(INPUTS.deleteConfigs)
  expect(JSON.parse(sent('deleteConfigDimension').body)).toEqual({ keys: ['a'], flush: 'true' })
  // In query and body: the reference says one, open-source servers read the other.
  expect(sent('deleteMicroservices').url).toContain('force=true')
  expect(JSON.parse(sent('deleteMicroservices').body)).toMatchObject({ force: true })
  expect(JSON.parse(sent('deleteConfigs').body)).toEqual({ ids: ['kv1', 'kv2'] })
})

test('12: rules come as a string; header and tag names are free', async () => {
  await cloud.putRouteRules(INPUTS.putRouteRules)
  const { result } = await cloud.getRouteRules({ serviceName: 'order (new)', appId: 'mall' })
  expect(JSON.parse(result!)).toEqual(INPUTS.putRouteRules.body)
})

// 13 and 14: control-plane-policies.test.ts (views and flat lists, {result} and {id}, full spec, groups with policies).

test('15: times are given as they are: milliseconds here, seconds there, texts elsewhere', async () => {
  expect((await cloud.getEngine({ engineId: ENGINE })).createTime).toBe(1_640_000_000_000)
  expect((await its.engine().getConfig({ kvId: 'kv1' })).create_time).toBe(1_640_000_000)
  expect((await its.engine().getMicroservice(INPUTS.getMicroservice)).service.timestamp).toBe('1640000000')
})

describe('16: enumerations', () => {
  test('an unknown value in an answer is given as it is', async () => {
    its.cloud.answersAreChecked = false
    its.cloud.state.engines[0] = {
      ...engineSummary,
      status: 'Hibernating',
      flavor: 'cse.s9.huge',
      type: 'GATEWAY'
    }
    expect(await listAllEngines(cloud)).toMatchObject([
      { status: 'Hibernating', flavor: 'cse.s9.huge', type: 'GATEWAY' }
    ])
    expect((await cloud.getEngine({ engineId: ENGINE })).status).toBe('Hibernating')
  })

  test('an unknown value in a request is an error with the name of the operation, and is not sent', async () => {
    const odd = { offset: 0, limit: '10', type: 'Everything' } as unknown as typeof INPUTS.listEngines
    await expect(cloud.listEngines(odd)).rejects.toMatchObject({
      code: 'CHS_INVALID_ARGUMENT',
      operation: 'listEngines',
      message: 'listEngines: type is "Everything"; it must be one of "ALL", "CSE", "Nacos"'
    })
    expect(its.cloud.arrived).toEqual([])
  })
})

test('17: 400 and 401 can mean that something is not there', async () => {
  await expect(cloud.getEngine({ engineId: 'none' })).rejects.toMatchObject({
    statusCode: 400,
    cloudCode: 'SVCSTG.00501116',
    message: expect.stringContaining('there is no such engine') as string
  })
})

test('18: empty strings stand for absent values; details and list name the configuration centre differently', async () => {
  const details = await cloud.getEngine({ engineId: ENGINE })
  const [summary] = await listAllEngines(cloud)
  const addresses = {
    registry: ['https://192.168.0.169:30100', 'https://192.168.0.170:30100'],
    config: ['https://192.168.0.169:30110', 'https://192.168.0.170:30110'],
    publicRegistry: [],
    publicConfig: []
  }
  expect(engineAddresses(details)).toEqual(addresses)
  expect(engineAddresses(summary!)).toEqual(addresses)
  await cloud.createEngine(INPUTS.createEngine)
  expect(JSON.parse(sent('createEngine').body)).toMatchObject({ payment: '1', vpc: 'vpc-one', vpcId: 'v1' })
})

test('19: tags of engines are another API: they are read in either form, and no operation changes them', async () => {
  its.cloud.state.engines[0] = { ...engineSummary, tags: [{ key: 'team', value: 'shop' }] }
  expect((await listAllEngines(cloud))[0]!.tags).toEqual([{ key: 'team', value: 'shop' }])
  its.cloud.state.engines[0] = { ...engineSummary, tags: 'team=shop' }
  expect((await listAllEngines(cloud))[0]!.tags).toBe('team=shop')
  expect(Object.keys(cloud).filter((name) => /tag/i.test(name))).toEqual([])
})

describe('a call that cannot be right is not sent', () => {
  const any = (input: object): never => input as never

  test.each([
    ['getEngine', {}, /getEngine: engineId is missing \(CSE API Reference 5\.3\.4\)/],
    [
      'getEngine',
      { engine_id: 'x' },
      /there is no input engine_id; there are projectId, engineId, enterpriseProjectId/
    ],
    ['createEngine', {}, /body is missing/],
    ['createEngine', { body: 'x' }, /body must be an object/],
    ['importKieConfigs', {}, /file is missing/],
    ['getEngine', { engineId: {} }, /engineId must be a text/],
    ['getEngine', { engineId: '\ud800' }, /engineId holds half of a character/],
    [
      'listGovernancePoliciesByKind',
      { kind: 'retry', environment: 'a\r\nX-Evil: 1' },
      /characters that a header cannot/
    ]
  ] as const)('%s %j', async (id, input, message) => {
    await expect(cloud.send(id, any(input))).rejects.toThrow(message)
    await expect(cloud.send(id, any(input))).rejects.toMatchObject({
      code: 'CHS_INVALID_ARGUMENT',
      operation: id
    })
    expect(its.cloud.arrived).toEqual([])
  })

  test('a body that is no JSON', async () => {
    const body = { size: 1n }
    await expect(cloud.createEngine(any({ body }))).rejects.toThrow(
      /createEngine: body cannot be written as JSON/
    )
  })

  test('an engine that no one named', async () => {
    await expect(its.client({ engineId: undefined }).getRouteRules({ serviceName: 'order' })).rejects.toThrow(
      /engineId is missing/
    )
  })
})

test('status, revision and request id stand beside the body', async () => {
  const engine = its.engine()
  const fresh = await engine.send('findInstances', INPUTS.findInstances)
  expect([fresh.status, fresh.headers.get('X-Resource-Revision'), fresh.requestId]).toEqual([
    200,
    'new',
    'req-1'
  ])
  const known = await engine.send('findInstances', { ...INPUTS.findInstances, rev: 'same' })
  expect([known.status, known.body]).toEqual([304, undefined])
  expect(await engine.listConfigs({ revision: 7 })).toBeUndefined()
})

test('an attempt has a limit, a call a signal', async () => {
  its.cloud.fail('getEngineQuotas', 'hang')
  const signal = AbortSignal.timeout(50)
  await expect(cloud.getEngineQuotas({}, { signal })).rejects.toBe(await reasonOf(signal))
})

async function reasonOf(signal: AbortSignal): Promise<unknown> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
  return signal.reason
}
