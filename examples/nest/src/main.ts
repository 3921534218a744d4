import 'reflect-metadata'
import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import type { Chassis } from 'node-chassis'
import { governance } from '@node-chassis/express'
import { AppModule } from './app.module.ts'
import { CHASSIS } from './chassis.module.ts'

const app = await NestFactory.create<NestExpressApplication>(AppModule, { logger: ['error', 'warn'] })
const chassis = app.get<Chassis>(CHASSIS)
app.use(governance(chassis))
await app.init()
// The chassis listens, registers and, on SIGTERM, leaves in order; Nest need not listen itself.
const server = await chassis.run(app.getHttpAdapter().getInstance(), { host: '127.0.0.1', port: 0 })
console.log(`ready ${server.url}`)
