import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { silentLogger, systemEnv } from '@node-chassis/core'
import { createEngine } from '@node-chassis/engine'
import { expect, test } from 'vitest'

const folder = path.resolve(import.meta.dirname, '../../packages/config-client')

test('the example of the README runs as it stands', async () => {
  const readme = readFileSync(path.join(folder, 'README.md'), 'utf8')
  const [, code = ''] = /```js\n(.*?)```/s.exec(readme) ?? []
  const dir = mkdtempSync(path.join(tmpdir(), 'chs-readme-'))
  writeFileSync(path.join(dir, 'application.yaml'), 'shop: {currencies: [EUR, CNY]}\n')
  const engine = await createEngine({ env: systemEnv(silentLogger) })
  try {
    const flags = ['--conditions=@node-chassis/source', '--input-type=module', '--eval', code]
    const child = spawn(process.execPath, flags, {
      cwd: folder,
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        CHASSIS_CONF_DIR: dir,
        SERVICECOMB_KIE_SERVERURI: engine.configUrl,
        SERVICECOMB_SNAPSHOT_DIR: dir
      }
    })
    let [out, err] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
    const [code_] = (await once(child, 'close')) as [number]
    expect({ code: code_, out: out.split('\n') }, err).toEqual({
      code: 0,
      out: ["10 application.yaml [ 'EUR', 'CNY' ]", "[ 'shop.pageSize' ] 50 kie (service)", '']
    })
    expect(readdirSync(dir).filter((name) => name.startsWith('configuration-order-'))).toHaveLength(1)
  } finally {
    await engine.close()
    rmSync(dir, { recursive: true })
  }
})
