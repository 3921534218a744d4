// The engine as a program of its own; `chassis engine` of the cli package is the same with more flags.
import { parseEngineArgs } from './flags.ts'
import { runEngine } from './run.ts'
import type { RunOptions } from './run.ts'
import { keepYoungGenerationSmall } from './young-generation.ts'

async function main(): Promise<number> {
  let options: RunOptions
  try {
    options = parseEngineArgs(process.argv.slice(2))
  } catch (error) {
    process.stderr.write(`engine: ${(error as Error).message.split('\n')[0]}\n`)
    return 2
  }
  keepYoungGenerationSmall()
  return runEngine(options, process)
}

void main().then((code) => {
  process.exitCode = code
})
