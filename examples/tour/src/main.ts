// npm start: the story of Node Chassis on real processes. `-- --exit` ends after the last step, `-- --keep` goes on
// serving even where no terminal is; the exit code is 0 only when every step held.
import { parseArgs } from 'node:util'
import { story } from './story.ts'
import { Stage } from './stage.ts'

const { values: options } = parseArgs({
  options: {
    exit: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    'sc-port': { type: 'string', default: '30100' },
    'kie-port': { type: 'string', default: '30110' }
  }
})
const keep = options.keep || (process.stdout.isTTY && !options.exit)
const stage = new Stage({ scPort: Number(options['sc-port']), kiePort: Number(options['kie-port']) })

let closing: Promise<void> | undefined
const leave = async (code: number): Promise<never> => {
  closing ??= stage.close()
  await closing
  process.exit(code)
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void leave(130))

try {
  const started = performance.now()
  await stage.startEngine()
  console.log(
    `engine: registry ${stage.engine.registryUrl}, configuration centre ${stage.engine.configUrl}\n`
  )
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

  npm run -s chassis -- services${portOptions()}
  npm run -s chassis -- call order /orders/42 --app tour -H 'x-user: beta'${portOptions()}
  kill -9 ${stage.pids()[0]}   # an instance of order; then call again

Ctrl-C ends it.`)
} catch (error) {
  console.error(oneLine(error))
  await leave(1)
}

function portOptions(): string {
  const moved = options['sc-port'] !== '30100' || options['kie-port'] !== '30110'
  return moved ? ` --sc ${stage.engine.registryUrl} --kie ${stage.engine.configUrl}` : ''
}

// A child's story ends in the line that says what is wrong; its stack helps nobody here.
function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.length > 1 ? lines.at(-1)! : text
}
