import { Controller, Get, Param } from '@nestjs/common'
import { OrderService } from './order.service.ts'

@Controller('orders')
export class OrderController {
  readonly #orders: OrderService

  constructor(orders: OrderService) {
    this.#orders = orders
  }

  @Get(':id')
  find(@Param('id') id: string): ReturnType<OrderService['find']> {
    return this.#orders.find(id)
  }
}
