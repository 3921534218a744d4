export { nodeChassis } from './plugin.ts'
export type { NodeChassisOptions } from './plugin.ts'
