import { describe, expect, test } from 'vitest'
import { parameterProblem } from './names.ts'
import type { Checked } from './names.ts'

const CHARACTERS = 'illegal characters should not appear in the param.'

describe('parameters that have a shape (nacos.md 11)', () => {
  test.each<[Checked]>([
    [{}],
    [{ namespaceId: '', dataId: '', serviceName: '', group: '', clusters: '', ip: '' }],
    [{ namespaceId: 'a-b_c', dataId: 'a.B-1_2:c', group: 'DEFAULT_GROUP', serviceName: 'a/b.c@d' }],
    [{ clusters: 'A,b-1', ip: 'host.local', port: 0, metadata: { k: 'x'.repeat(1_023) } }]
  ])('%j is right', (checked) => {
    expect(parameterProblem(checked)).toBeUndefined()
  })

  test.each<[Checked, string]>([
    [{ namespaceId: 'a.b' }, `Param 'namespaceId/tenant' is illegal, ${CHARACTERS}`],
    [{ dataId: 'a b' }, `Param 'dataId' is illegal, ${CHARACTERS}`],
    [{ dataId: 'a'.repeat(257) }, "Param 'dataId' is illegal, the param length should not exceed 256."],
    [{ group: 'a/b' }, `Param 'group' is illegal, ${CHARACTERS}`],
    [{ serviceName: 'a@@b' }, `Param 'serviceName' is illegal, ${CHARACTERS}`],
    [{ serviceName: '@a' }, `Param 'serviceName' is illegal, ${CHARACTERS}`],
    [{ serviceName: '服务' }, `Param 'serviceName' is illegal, ${CHARACTERS}`],
    [{ clusters: 'A,b c' }, `Param 'cluster' is illegal, ${CHARACTERS}`],
    [{ port: 65_536 }, "Param 'port' is illegal, the value should be between 0 and 65535."],
    [{ port: -1 }, "Param 'port' is illegal, the value should be between 0 and 65535."],
    [
      { metadata: { k: 'x'.repeat(1_024) } },
      "Param 'Metadata' is illegal, the param length should not exceed 1024."
    ]
  ])('%j', (checked, problem) => {
    expect(parameterProblem(checked)).toBe(problem)
  })
})
