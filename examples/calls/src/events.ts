// Server-sent events: an answer that never ends, read as it comes, left by an AbortSignal.
import { createChassis } from 'node-chassis'

const chassis = createChassis({ service: { name: 'shop' } })
await chassis.start()

const leaving = new AbortController()
const response = await chassis.fetch('http://order/events', { signal: leaving.signal })
const decoder = new TextDecoder()
let pending = ''
let heard = 0
try {
  for await (const chunk of response.body ?? []) {
    const events = (pending + decoder.decode(chunk, { stream: true })).split('\n\n')
    pending = events.pop() ?? ''
    for (const event of events) {
      console.log(event.replace('\n', ', '))
      if (++heard === 3) leaving.abort()
    }
  }
} catch (error) {
  if (!leaving.signal.aborted) throw error
}
console.log('left after', heard, 'events')

await chassis.close()
