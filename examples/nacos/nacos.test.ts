import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { silentLogger, systemEnv } from '@node-chassis/core'
import { createEngine } from '@node-chassis/engine'
import { createNacosAdmin } from '@node-chassis/nacos-client'
import { startProgram } from '@node-chassis/testing'
import { expect, test } from 'vitest'

const source = (name: string): string => path.join(import.meta.dirname, 'src', name)
const cwd = import.meta.dirname

test('a provider and a consumer in a Nacos estate; a setting changes without a restart', async () => {
  const engine = await createEngine({ nacos: {} })
  const address = engine.nacos!.url
  const env = {
    ...process.env,
    SERVICECOMB_NACOS_SERVERADDR: address,
    SERVICECOMB_BOOT_TURNDOWN_WAITINSECONDS: '0',
    LOG_LEVEL: 'error'
  }
  try {
    await using admin = createNacosAdmin({ env: systemEnv(silentLogger), addresses: [address] })
    const greet = (text: string): Promise<void> =>
      admin.publish({ dataId: 'order.yaml', group: 'DEFAULT_GROUP' }, `order: { greeting: ${text} }`, {
        type: 'yaml'
      })
    await greet('hello')
    await using order = await startProgram(source('order.ts'), { cwd, env })
    const shop = await promisify(execFile)(
      process.execPath,
      ['--conditions=@node-chassis/source', source('shop.ts')],
      { cwd, env }
    )
    expect(shop.stdout).toBe('200 hello\n')
    await greet('welcome')
    const [url = ''] = order.ready
    await expect.poll(async () => (await fetch(url)).text()).toBe('welcome')
    expect(await order.kill('SIGTERM')).toMatchObject({ code: 0 })
    expect(await admin.instances('order', 'DEFAULT_GROUP')).toEqual([])
  } finally {
    await engine.close()
  }
})
