import { ServiceBroker } from 'moleculer'

// The peer that answers moleculer's own protocol, with the same 200 bytes.
const order = { id: 42, state: 'paid', note: 'x'.repeat(168) }
const broker = new ServiceBroker({
  nodeID: 'server',
  logger: false,
  transporter: { type: 'TCP', options: { udpDiscovery: false, port: Number(process.argv[2]) } }
})
broker.createService({ name: 'orders', actions: { get: () => order } })
await broker.start()
process.send?.(Number(process.argv[2]))
process.on('disconnect', () => process.exit())
