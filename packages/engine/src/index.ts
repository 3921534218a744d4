export { createEngine } from './engine.ts'
export type { Engine, EngineOptions } from './engine.ts'
export { parseEngineArgs, runEngine } from './run.ts'
export type { EngineIo, RunOptions } from './run.ts'
