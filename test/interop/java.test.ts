import { execFile, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { promisify } from 'node:util'
import { governed } from '@node-chassis/provider'
import { startEngine } from '@node-chassis/testing'
import { createChassis } from 'node-chassis'
import { expect, test } from 'vitest'

/**
 * A java-chassis process beside ours on the embedded engine. Needs a JDK 17 and Maven, so it runs when asked for:
 *
 *     CHASSIS_INTEROP_JAVA=1 npm test -- test/interop
 */
const here = path.join(import.meta.dirname, 'java')
const run = promisify(execFile)
const wanted = process.env['CHASSIS_INTEROP_JAVA'] === '1'

async function javaOrder(settings: Readonly<Record<string, string>>): Promise<AsyncDisposable> {
  const classPath = path.join(here, 'target/classpath.txt')
  const maven = ['-q', '-B', '-f', here, 'compile', 'dependency:build-classpath']
  await run('mvn', [...maven, `-Dmdep.outputFile=${classPath}`])
  const jars = readFileSync(classPath, 'utf8').trim()
  const properties = Object.entries(settings).map(([key, value]) => `-D${key}=${value}`)
  const child = spawn(
    'java',
    [
      '--add-opens=java.base/java.lang=ALL-UNNAMED',
      ...properties,
      '-cp',
      `${path.join(here, 'target/classes')}:${jars}`,
      'interop.Main'
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] }
  )
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => text.includes('ready') && resolve())
    void ended.then(() => reject(new Error('the Java process ended before it was ready')))
  })
  return {
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
    }
  }
}

/** java-chassis 2 cannot listen on a port of the system's choice. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

test.skipIf(!wanted)(
  'java-chassis 2.8: registered, configured, called by us and calling us',
  { timeout: 300_000 },
  async () => {
    await using engine = await startEngine()
    const engines = {
      'servicecomb.registry.sc.address': engine.registryUrl,
      'servicecomb.kie.serverUri': engine.configUrl
    }
    const options = {
      logLevel: 'warn',
      config: { ...engines, 'servicecomb.boot.turnDown.waitInSeconds': 0 }
    } as const
    await using stock = createChassis({
      ...options,
      service: { name: 'node-stock', version: '1.0.0' },
      config: {
        ...options.config,
        'servicecomb.service.registry.schema.files': path.join(here, 'contracts/stock.yaml')
      }
    })
    const seen: unknown[] = []
    await stock.serve(
      createServer(
        governed(stock, (request, response) => {
          seen.push([request.url, stock.context.get('x-cse-src-microservice'), stock.context.get('x-lane')])
          response.setHeader('content-type', 'application/json').end('"3 left"')
        })
      ),
      { host: '127.0.0.1', port: 0 }
    )

    await using shop = createChassis({ ...options, service: { name: 'node-shop', version: '1.0.0' } })
    await shop.start()
    {
      await using java = await javaOrder({
        'servicecomb.service.registry.address': engine.registryUrl,
        'servicecomb.kie.serverUri': engine.configUrl,
        'servicecomb.rest.address': `127.0.0.1:${await freePort()}`
      })
      void java
      const call = (name: string): Promise<unknown> =>
        shop.context.run({ 'x-lane': 'gray' }, async () => {
          const answer = await shop.call('java-order', name)
          return answer.json()
        })
      // Node calls Java: the context arrives, and Java knows who calls.
      const order = { id: '42', lane: 'gray', caller: 'node-shop', greeting: 'none' }
      await expect.poll(() => call('/orders/42').catch(String), { timeout: 60_000 }).toEqual(order)
      // A change at the configuration centre reaches Java.
      const put = await fetch(`${engine.configUrl}/v1/default/kie/kv`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          key: 'interop.greeting',
          value: 'hello',
          status: 'enabled',
          labels: { app: 'default', environment: '' }
        })
      })
      expect(put.status).toBe(200)
      await expect
        .poll(() => call('/orders/42').catch(String), { timeout: 60_000 })
        .toEqual({ ...order, greeting: 'hello' })
      // Java calls Node by the contract that Node has uploaded; the lane has come all the way.
      expect(await call('/orders/42/stock')).toBe('3 left')
      expect(seen).toEqual([['/stock/42', 'java-order', 'gray']])
    }
    // Java has left in order: nobody is there, and the list is believed.
    await expect
      .poll(
        () => shop.call('java-order', '/orders/42').then(String, (error: { code: string }) => error.code),
        {
          timeout: 60_000
        }
      )
      .toBe('CHS_NO_INSTANCE')
  }
)
