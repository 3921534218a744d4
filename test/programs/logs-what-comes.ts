// Logs what strangers send: refusals, contexts that cannot be read, slow calls, and a line of its own for each request.
import { governed } from '@node-chassis/provider'
import { createChassis } from 'node-chassis'

const chassis = createChassis({
  service: { name: 'order', version: '1.0.0' },
  config: {
    'servicecomb.registry.sc.enabled': false,
    'servicecomb.matchGroup.all': 'matches: [{ apiPath: { prefix: / } }]',
    'servicecomb.identifierRateLimiting.all': 'rate: 1\nidentifier: x-user'
  },
  logLevel: 'trace'
})
const { url } = await chassis.serve(
  governed(chassis, (request, response) => {
    const context = Object.fromEntries(chassis.context.current().entries)
    chassis.env.log.info(
      { path: request.url, context, headers: request.headers },
      `served ${context['lane']}`
    )
    response.end('ok')
  }),
  { host: '127.0.0.1', port: 0 }
)
console.log(`ready ${url}`)
