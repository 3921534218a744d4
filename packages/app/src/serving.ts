import type { IncomingMessage, ServerResponse } from 'node:http'
import { networkInterfaces } from 'node:os'
import { ConfigError } from '@node-chassis/core'
import type { ChassisHandle, ConfigReader } from '@node-chassis/core'
import { answerFailure, answerOperations } from '@node-chassis/provider'
import { parseListenAddress, restEndpoint } from './address.ts'
import type { ListenAddress } from './address.ts'
import type { Serving, ServeOptions } from './api.ts'
import { listen } from './http-server.ts'
import type { Application, Listening } from './http-server.ts'
import { localUrl } from './listening.ts'
import type { ServedMeter } from './metrics/served.ts'
import { publishedHost } from './publish-address.ts'

const ADDRESS_KEY = 'servicecomb.rest.address'

export interface Served extends Serving {
  readonly listening: Listening
}

/** Whether the settings say that this process will serve. */
export function willServe(config: ConfigReader): boolean {
  return config.get(ADDRESS_KEY) !== undefined
}

/** Listens and works out what to publish (N11). */
export async function startServing(
  chassis: ChassisHandle,
  application: Application,
  options: ServeOptions,
  served: ServedMeter
): Promise<Served> {
  const { config } = chassis
  const address = listenAddress(config, options)
  // Worked out before listening: a card that does not exist is to be said before a port is taken.
  const publishSettings = {
    host: address.host,
    publishAddress: config.get('servicecomb.service.publishAddress'),
    family: config.get('servicecomb.service.publishFamily')
  }
  const host = publishedHost(publishSettings, networkInterfaces())
  const doorkeeper = {
    answers: (request: IncomingMessage, response: ServerResponse) =>
      answerOperations(chassis, request, response),
    failed: (response: ServerResponse, err: unknown) => answerFailure(response, err, chassis.env.log),
    // A connection that is not reused cannot be cut in the middle of the next request (N10).
    parting: () => chassis.state === 'stopping'
  }
  const listening = await listen(application, address, doorkeeper, { clock: chassis.env.clock, served })
  const { port } = listening
  const publishPort = config.number('servicecomb.rest.publishPort', port)
  return {
    host: address.host,
    port,
    url: localUrl(address.host, port),
    endpoint: restEndpoint(host, publishPort, address.query),
    listening
  }
}

function listenAddress(config: ConfigReader, options: ServeOptions): ListenAddress {
  const text = config.get(ADDRESS_KEY)
  const configured = text === undefined ? undefined : parseListenAddress(ADDRESS_KEY, text)
  const port = options.port ?? configured?.port
  if (port === undefined) {
    throw new ConfigError(
      'CHS_CONFIG_INVALID',
      `${ADDRESS_KEY} is not set; set it to host:port, or pass a port: chassis.serve(app, { port: 8080 })`,
      { key: ADDRESS_KEY }
    )
  }
  return { host: options.host ?? configured?.host ?? '0.0.0.0', port, query: configured?.query ?? '' }
}
