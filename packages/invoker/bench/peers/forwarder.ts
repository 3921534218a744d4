import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

// The barest proxy: each connection is one to the server behind it. Tells its CPU time when it is asked.
const server = createServer((near) => {
  const far = connect(Number(process.argv[2]), '127.0.0.1').setNoDelay()
  near.setNoDelay()
  near.pipe(far).pipe(near)
  near.on('error', () => far.destroy())
  far.on('error', () => near.destroy())
})
server.listen(0, '127.0.0.1', () => {
  process.send?.((server.address() as AddressInfo).port)
})
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.(user + system)
})
process.on('disconnect', () => process.exit())
