import { layerOfTexts } from '../layer.ts'
import type { Layer } from '../layer.ts'

/** Settings of the command line: `--key=value`; everything else there is the program's own (config.md 7.1). */
export function argumentsLayer(args: readonly string[]): Layer {
  const texts: [string, string][] = []
  for (const arg of args) {
    // Behind it nothing is an option.
    if (arg === '--') break
    const [, key, text] = /^--([^=\s]+)=(.*)$/s.exec(arg) ?? []
    if (key !== undefined && text !== undefined) texts.push([key, text])
  }
  return layerOfTexts('command line', texts)
}
