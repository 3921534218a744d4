import { RegistryError, isChassisError } from '@node-chassis/core'
import { GrpcRefusal } from '../grpc/failure.ts'

/** A failure of naming as the house knows it: the server said no, or nobody answered. */
export function refusalOf(error: unknown): Error {
  if (isChassisError(error)) return error
  const { message } = error as Error
  if (error instanceof GrpcRefusal && ['fail', 'login', 'unsupported'].includes(error.remedy))
    return new RegistryError('CHS_REGISTRY_REFUSED', `Nacos refuses: ${message}`, {
      engineCode: String(error.errorCode),
      cause: error
    })
  return new RegistryError('CHS_REGISTRY_UNAVAILABLE', `Nacos did not answer: ${message}`, { cause: error })
}
