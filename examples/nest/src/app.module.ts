import { Module } from '@nestjs/common'
import { ChassisModule } from './chassis.module.ts'
import { OrderController } from './order.controller.ts'
import { OrderService } from './order.service.ts'

@Module({ imports: [ChassisModule], controllers: [OrderController], providers: [OrderService] })
export class AppModule {}
