import { channel } from 'node:diagnostics_channel'

// Documented in docs/diagnostics.md. The message is the call object, the same from begin to end; of `isolation` an event.
// Each is asked for subscribers before anything is made for it.
export const callBegun = channel('node-chassis:call:begun')
export const callSettled = channel('node-chassis:call:settled')
export const attemptSent = channel('node-chassis:attempt:sent')
export const attemptSettled = channel('node-chassis:attempt:settled')
export const refusal = channel('node-chassis:refusal')
export const isolation = channel('node-chassis:isolation')

// Who watches undici's requests, as OpenTelemetry does, writes a `traceparent` of its own into each of them.
export const undiciRequest = channel('undici:request:create')
