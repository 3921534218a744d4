import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { silentLogger, systemEnv } from '@node-chassis/core'
import { createEngine } from '@node-chassis/engine'
import type { Engine } from '@node-chassis/engine'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { certificateFile, tlsFront } from './tls-front.ts'
import type { TlsFront } from './tls-front.ts'

// The examples that meet an engine with RBAC behind TLS, as they stand in the READMEs.

const PASSWORD = 'Root-Secret-1'
const dir = mkdtempSync(path.join(tmpdir(), 'chs-readme-'))
let engine: Engine
let registry: TlsFront
let centre: TlsFront

beforeAll(async () => {
  engine = await createEngine({ env: systemEnv(silentLogger), rbac: { rootPassword: PASSWORD } })
  registry = await tlsFront(engine.registryUrl)
  centre = await tlsFront(engine.configUrl)
})
afterAll(async () => {
  await registry[Symbol.asyncDispose]()
  await centre[Symbol.asyncDispose]()
  await engine.close()
  rmSync(dir, { recursive: true })
})

/** The example of a README that names this function, run beside the certificates of the tests. */
async function example(folder: string, word: string, env: Record<string, string>): Promise<string> {
  const readme = readFileSync(new URL(`../../packages/${folder}/README.md`, import.meta.url), 'utf8')
  const code = [...readme.matchAll(/```js\n(.*?)```/gs)]
    .map(([, text]) => text!)
    .find((text) => text.includes(word))
  const flags = ['--conditions=@node-chassis/source', '--input-type=module', '--no-warnings', '--eval', code!]
  const child = spawn(process.execPath, flags, {
    cwd: path.dirname(certificateFile('ca.pem')),
    env: { ...process.env, NODE_OPTIONS: '', ...env }
  })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const [status] = (await once(child, 'close')) as [number]
  expect(status, err).toBe(0)
  return out
}

test('registry-client', async () => {
  const out = await example('registry-client', 'createEngineAuth', {
    REGISTRY: `https://localhost:${registry.port}`,
    SC_ACCOUNT: 'root',
    SC_PASSWORD: PASSWORD
  })
  expect(out).toBe('true 1\n')
})

test('config-client', async () => {
  const yaml = {
    servicecomb: {
      registry: { sc: { address: `https://localhost:${registry.port}` } },
      kie: { serverUri: `https://localhost:${centre.port}` },
      credentials: { account: { name: 'root', password: PASSWORD } },
      snapshot: { enabled: false }
    },
    ssl: {
      trustStore: certificateFile('ca.pem'),
      keyStore: certificateFile('client-certificate.pem'),
      keyFile: certificateFile('client-key.pem')
    }
  }
  writeFileSync(path.join(dir, 'application.yaml'), JSON.stringify(yaml))
  expect(await example('config-client', 'readEngineAuth', { CHASSIS_CONF_DIR: dir })).toBe('50 kie (app)\n')
})
