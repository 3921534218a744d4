export { governance } from './governance.ts'
export { operation } from './operation.ts'
export { clientSignal } from '@node-chassis/provider'
