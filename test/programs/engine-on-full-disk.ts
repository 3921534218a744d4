// An engine whose system refuses files beyond a size (`ulimit -f`). The directory is the first argument.
import { createEngine } from '@node-chassis/engine'

async function main(): Promise<void> {
  // Otherwise the first refusal would end the process; with a listener it is an error of the write, as a full disk is.
  process.on('SIGXFSZ', () => {})
  const engine = await createEngine({ data: process.argv[2]! })
  console.log(`ready ${engine.registryUrl} ${engine.configUrl}`)
}

void main()
