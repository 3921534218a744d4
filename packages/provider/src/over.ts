import type { ServerResponse } from 'node:http'

/** Whether there is nobody left to answer: the answer is out, or its connection gone. */
export function isOver(response: ServerResponse): boolean {
  return response.closed || response.req.socket.destroyed
}

/** Calls `over` once when the answer is out or its connection gone. Answers how to stop listening. */
export function whenOver(response: ServerResponse, over: () => void): () => void {
  // The answer to a pipelined request has no socket before its turn, and up to Node 22 never hears that it went.
  const socket = response.socket === null ? response.req.socket : undefined
  const stop = (): void => {
    response.off('close', run)
    socket?.off('close', run)
  }
  const run = (): void => {
    stop()
    over()
  }
  response.on('close', run)
  socket?.on('close', run)
  return stop
}
