export { governance } from './governance.ts'
