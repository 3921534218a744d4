import { Inject, Injectable } from '@nestjs/common'
import type { Chassis } from 'node-chassis'
import { CHASSIS } from './chassis.module.ts'

@Injectable()
export class OrderService {
  readonly #chassis: Chassis

  constructor(@Inject(CHASSIS) chassis: Chassis) {
    this.#chassis = chassis
  }

  async find(id: string): Promise<{ id: string; stock: unknown; lane: string | undefined }> {
    // Governed and balanced; the context of the request being served goes along by itself.
    const answer = await this.#chassis.call('stock', `/stock/${encodeURIComponent(id)}`)
    return { id, stock: answer.json(), lane: this.#chassis.context.get('x-lane') }
  }
}
