import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { ENGINE } from '../cloud/examples.ts'
import { KEYS } from '../cloud/kit.ts'
import { simulatedCloud } from '../cloud/simulated-cloud.ts'

const readme = readFileSync(
  path.resolve(import.meta.dirname, '../../packages/control-plane-client/README.md'),
  'utf8'
)
const certificates = path.resolve(import.meta.dirname, 'test-only-certificates')

test('the example of the README runs as it stands', async () => {
  const [, code = ''] = /```js\n(.*?)```/s.exec(readme) ?? []
  const dir = mkdtempSync(path.join(tmpdir(), 'chs-readme-'))
  symlinkSync(path.resolve(import.meta.dirname, '../node_modules'), path.join(dir, 'node_modules'))
  mkdirSync(path.join(dir, 'policies'))
  writeFileSync(
    path.join(dir, 'policies/cart.yaml'),
    `kind: match-group
name: cart
spec: {alias: cart, matches: [{name: all, apiPath: {prefix: /cart}}]}
---
kind: retry
name: cart
spec: {maxAttempts: 3}
`
  )
  const cloud = await simulatedCloud()
  cloud.keys.set(KEYS.accessKey, KEYS.secretKey)
  try {
    const flags = ['--conditions=@node-chassis/source', '--input-type=module', '--eval', code]
    const child = spawn(process.execPath, flags, {
      cwd: dir,
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        HUAWEICLOUD_SDK_AK: KEYS.accessKey,
        HUAWEICLOUD_SDK_SK: KEYS.secretKey,
        HW_REGION_NAME: 'ap-southeast-1',
        CSE_ENGINE_ID: ENGINE,
        CSE_ENDPOINT: cloud.url,
        HUAWEICLOUD_SDK_IAM_ENDPOINT: cloud.url,
        CSE_CA_FILE: path.join(certificates, 'ca.pem')
      }
    })
    let [out, err] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
    const [status] = (await once(child, 'close')) as [number]
    expect({ status, out: out.split('\n') }, err).toEqual({
      status: 0,
      out: [
        'cse-one Available https://192.168.0.169:30100',
        '4/4 done',
        'create match-group cart (app shop, environment production)',
        'create retry cart (app shop, environment production)',
        'applied',
        ''
      ]
    })
    expect(cloud.violations).toEqual([])
    expect([...cloud.state.policies.values()].map(({ kind, selector }) => [kind, selector])).toEqual([
      ['match-group', { app: 'shop', environment: 'production' }],
      ['retry', { app: 'shop', environment: 'production' }]
    ])
  } finally {
    await cloud.close()
    rmSync(dir, { recursive: true })
  }
})
