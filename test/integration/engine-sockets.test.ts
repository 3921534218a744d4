import { once } from 'node:events'
import { startEngine } from '@node-chassis/testing'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'

test('SIGTERM answers waiting polls, says goodbye on sockets, and the program ends well', async () => {
  await using engine = await startEngine()
  const P = '/v4/default/registry/microservices'
  const post = async (path: string, body: unknown): Promise<Record<string, string>> => {
    const answer = await fetch(engine.registryUrl + path, { method: 'POST', body: JSON.stringify(body) })
    return (await answer.json()) as Record<string, string>
  }
  const { serviceId } = await post(P, { service: { serviceName: 'p' } })
  const { instanceId } = await post(`${P}/${serviceId}/instances`, { instance: { hostName: 'h' } })
  const base = `${engine.registryUrl.replace('http', 'ws')}${P}/${serviceId}`
  const sockets = [`${base}/watcher`, `${base}/instances/${instanceId}/heartbeat`].map(
    (url) => new WebSocket(url)
  )
  await Promise.all(sockets.map((socket) => once(socket, 'open')))
  const closed = sockets.map((socket) => once(socket, 'close').then(([code]) => Number(code)))
  const poll = fetch(`${engine.configUrl}/v1/default/kie/kv?revision=0&wait=60s`)
  // What is sent after it on the same port is answered: so the poll has arrived, and waits.
  for (let n = 0; n < 5; n++) await (await fetch(`${engine.configUrl}/v1/health`)).text()
  const exit = await engine.kill('SIGTERM')
  expect(exit).toEqual({ code: 0, signal: null })
  expect(await Promise.all(closed)).toEqual([1001, 1001])
  expect((await poll).status).toBe(304)
})
