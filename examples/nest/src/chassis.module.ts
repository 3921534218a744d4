import { Global, Module } from '@nestjs/common'
import { createChassis } from 'node-chassis'

/** Where the chassis is injected: `@Inject(CHASSIS) chassis: Chassis`. */
export const CHASSIS: unique symbol = Symbol('chassis')

@Global()
@Module({
  providers: [
    { provide: CHASSIS, useFactory: () => createChassis({ service: { name: 'order', version: '1.0.0' } }) }
  ],
  exports: [CHASSIS]
})
export class ChassisModule {}
