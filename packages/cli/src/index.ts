export { runProgram } from './program.ts'
export type { Output } from './output.ts'
