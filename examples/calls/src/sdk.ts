// A client library of somebody else's (here one made from an OpenAPI document) that knows nothing of services. Libraries
// take a fetch, or a dispatcher for undici 8; those that take neither get chassis.installGlobalFetch().
import { createChassis } from 'node-chassis'
import createClient from 'openapi-fetch'
import { Request, fetch } from 'undici'

interface Paths {
  '/orders/{id}': {
    get: {
      parameters: { path: { id: string } }
      responses: { 200: { content: { 'application/json': { id: string; state: string } } } }
    }
  }
}

const chassis = createChassis({ service: { name: 'shop' } })
await chassis.start()

const client = createClient<Paths>({
  baseUrl: 'http://order',
  fetch: fetch as unknown as typeof globalThis.fetch,
  Request: Request as unknown as typeof globalThis.Request,
  requestInitExt: { dispatcher: chassis.dispatcher }
})
const { data } = await client.GET('/orders/{id}', { params: { path: { id: '42' } } })
console.log(data)

await chassis.close()
