// npm start: the story of Node Chassis on real processes. `-- --exit` ends after the last step, `-- --keep` goes on
// serving even where no terminal is; the exit code is 0 only when every step held. `-- --nacos-port 8848` tells the same story
// in a Nacos estate.
import { parseArgs } from 'node:util'
import { ServiceComb } from './estate.ts'
import { Nacos } from './nacos.ts'
import { story } from './story.ts'
import { Stage } from './stage.ts'

const { values: options } = parseArgs({
  options: {
    exit: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    'sc-port': { type: 'string', default: '30100' },
    'kie-port': { type: 'string', default: '30110' },
    'nacos-port': { type: 'string' }
  }
})
const keep = options.keep || (process.stdout.isTTY && !options.exit)
const estate =
  options['nacos-port'] === undefined
    ? new ServiceComb({ scPort: Number(options['sc-port']), kiePort: Number(options['kie-port']) })
    : new Nacos(Number(options['nacos-port']))
const stage = new Stage(estate)

let closing: Promise<void> | undefined
const leave = async (code: number): Promise<never> => {
  closing ??= stage.close()
  await closing
  process.exit(code)
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void leave(130))

try {
  const started = performance.now()
  await estate.start()
  console.log(`engine: ${estate.addresses}\n`)
  let failures = 0
  const steps = story(stage)
  for (const [index, step] of steps.entries()) {
    const { held, measured, detail } = await step.run()
    if (!held) failures++
    console.log(`${held ? '✔' : '✘'} ${index + 1}. ${step.title}\n     ${measured}`)
    if (detail !== undefined && (!held || index === steps.length - 1))
      console.log(detail.replace(/^/gm, '     '))
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`\n${steps.length - failures} of ${steps.length} steps held, ${seconds} s`)
  if (!keep || failures > 0) await leave(failures > 0 ? 1 : 0)
  console.log(`
Everything keeps running. Try, in another terminal:

${estate.tries.map((line) => `  ${line}`).join('\n')}
  kill -9 ${stage.pids()[0]}   # an instance of order; then call again

Ctrl-C ends it.`)
} catch (error) {
  console.error(oneLine(error))
  await leave(1)
}

// A child's story ends in the line that says what is wrong; its stack helps nobody here.
function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.length > 1 ? lines.at(-1)! : text
}
