import { create, createFileRegistry, fromBinary, toBinary } from '@bufbuild/protobuf'
import type { DescMessage, DescMethod } from '@bufbuild/protobuf'
import {
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FileDescriptorProtoSchema
} from '@bufbuild/protobuf/wkt'

/** A JSON object, as the bodies of payloads are. */
export type Json = Record<string, unknown>

/** One message of Nacos' gRPC interface: a class name, request headers and a JSON body (nacos.md 4.1). */
export interface Payload {
  readonly type: string
  readonly headers: Readonly<Record<string, string>>
  /** Undefined: the body is no JSON object. */
  readonly body: Json | undefined
}

const { OPTIONAL, REPEATED } = FieldDescriptorProto_Label
const { STRING, BYTES, MESSAGE } = FieldDescriptorProto_Type

// nacos_grpc_service.proto, without a package. `Any` is spelt out: on the wire it is the same.
const FILE = create(FileDescriptorProtoSchema, {
  name: 'nacos_grpc_service.proto',
  syntax: 'proto3',
  messageType: [
    {
      name: 'Payload',
      field: [
        { name: 'metadata', number: 2, label: OPTIONAL, type: MESSAGE, typeName: '.Metadata' },
        { name: 'body', number: 3, label: OPTIONAL, type: MESSAGE, typeName: '.Body' }
      ]
    },
    {
      name: 'Metadata',
      field: [
        { name: 'type', number: 3, label: OPTIONAL, type: STRING },
        { name: 'headers', number: 7, label: REPEATED, type: MESSAGE, typeName: '.Metadata.HeadersEntry' },
        { name: 'clientIp', number: 8, label: OPTIONAL, type: STRING }
      ],
      nestedType: [
        {
          name: 'HeadersEntry',
          options: { mapEntry: true },
          field: [
            { name: 'key', number: 1, label: OPTIONAL, type: STRING },
            { name: 'value', number: 2, label: OPTIONAL, type: STRING }
          ]
        }
      ]
    },
    {
      name: 'Body',
      field: [
        { name: 'type_url', number: 1, label: OPTIONAL, type: STRING },
        { name: 'value', number: 2, label: OPTIONAL, type: BYTES }
      ]
    }
  ],
  service: [
    { name: 'Request', method: [{ name: 'request', inputType: '.Payload', outputType: '.Payload' }] },
    {
      name: 'BiRequestStream',
      method: [
        {
          name: 'requestBiStream',
          inputType: '.Payload',
          outputType: '.Payload',
          clientStreaming: true,
          serverStreaming: true
        }
      ]
    }
  ]
})
const REGISTRY = createFileRegistry(FILE, () => undefined)

/** The message as protobuf knows it. */
const PAYLOAD = found<DescMessage>(REGISTRY.getMessage('Payload'))
/** `/Request/request`. */
export const UNARY = found(REGISTRY.getService('Request')?.methods[0]) as DescMethod & {
  readonly methodKind: 'unary'
}
/** `/BiRequestStream/requestBiStream`. */
export const STREAM = found(REGISTRY.getService('BiRequestStream')?.methods[0]) as DescMethod & {
  readonly methodKind: 'bidi_streaming'
}

interface Wire {
  readonly metadata?: { readonly type: string; readonly headers: Readonly<Record<string, string>> }
  readonly body?: { readonly value: Uint8Array }
}

/** As the library takes it. */
export function toWire(type: string, body: Json, headers: Readonly<Record<string, string>> = {}): object {
  return { metadata: { type, headers }, body: { value: new TextEncoder().encode(JSON.stringify(body)) } }
}

/** As the library gives it. */
export function fromWire(message: object): Payload {
  const { metadata, body } = message as Wire
  return { type: metadata?.type ?? '', headers: { ...metadata?.headers }, body: objectIn(body?.value) }
}

/** The bytes of a message. */
export function encodePayload(
  type: string,
  body: Json,
  headers?: Readonly<Record<string, string>>
): Uint8Array {
  return toBinary(PAYLOAD, create(PAYLOAD, toWire(type, body, headers) as Record<string, unknown>))
}

/** @throws Error for bytes that are no message */
export function decodePayload(bytes: Uint8Array): Payload {
  return fromWire(fromBinary(PAYLOAD, bytes))
}

function objectIn(bytes: Uint8Array | undefined): Json | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes ?? new Uint8Array()))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined
  } catch {
    return undefined
  }
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the descriptor of the Nacos gRPC interface is incomplete')
  return value
}
