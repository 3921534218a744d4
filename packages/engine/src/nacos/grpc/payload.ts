import { create, createFileRegistry } from '@bufbuild/protobuf'
import type { DescMethodBiDiStreaming, DescMethodUnary, Message } from '@bufbuild/protobuf'
import {
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FileDescriptorProtoSchema,
  file_google_protobuf_any
} from '@bufbuild/protobuf/wkt'

/**
 * The one message of Nacos, whose descriptor is made here in place of a build step (nacos.md 4.1):
 *
 *     message Payload  { Metadata metadata = 2; google.protobuf.Any body = 3; }
 *     message Metadata { string type = 3; map<string, string> headers = 7; string clientIp = 8; }
 *     service Request         { rpc request (Payload) returns (Payload); }
 *     service BiRequestStream { rpc requestBiStream (stream Payload) returns (stream Payload); }
 */
type Payload = Message & {
  readonly metadata?: {
    readonly type: string
    readonly headers: Readonly<Record<string, string>>
  }
  readonly body?: { readonly value: Uint8Array }
}

/** A message as this engine looks at it. */
export interface Envelope {
  readonly type: string
  readonly headers: Readonly<Record<string, string>>
  /** UTF-8 JSON, not looked at yet. */
  readonly body: Uint8Array
}

/** The two calls there are. */
export interface Methods {
  readonly unary: DescMethodUnary
  readonly stream: DescMethodBiDiStreaming
  /** A message of the engine. */
  write(type: string, json: object): Payload
}

const NO_HEADERS = Object.freeze({})
const NO_BYTES = new Uint8Array(0)

export function createMethods(): Methods {
  const registry = createFileRegistry(file(), (name) =>
    name === file_google_protobuf_any.proto.name ? file_google_protobuf_any : undefined
  )
  const unary = registry.getService('Request')?.method['request']
  const stream = registry.getService('BiRequestStream')?.method['requestBiStream']
  const payload = registry.getMessage('Payload')
  if (unary?.methodKind !== 'unary' || stream?.methodKind !== 'bidi_streaming' || payload === undefined) {
    throw new Error('the descriptor of Payload is not what was put in')
  }
  const encoder = new TextEncoder()
  return {
    unary: unary as DescMethodUnary,
    stream: stream as DescMethodBiDiStreaming,
    write: (type, json) =>
      create(payload, {
        metadata: { type },
        body: { value: encoder.encode(JSON.stringify(json)) }
      }) as Payload
  }
}

export function readPayload(message: Message): Envelope {
  const { metadata, body } = message as Payload
  return {
    type: metadata?.type ?? '',
    headers: metadata?.headers ?? NO_HEADERS,
    body: body?.value ?? NO_BYTES
  }
}

function file() {
  const { STRING, MESSAGE } = FieldDescriptorProto_Type
  const { OPTIONAL, REPEATED } = FieldDescriptorProto_Label
  const text = (name: string, number: number) => ({ name, number, type: STRING, label: OPTIONAL })
  const part = (name: string, number: number, typeName: string) => ({
    name,
    number,
    typeName,
    type: MESSAGE,
    label: OPTIONAL
  })
  const both = { inputType: '.Payload', outputType: '.Payload' }
  return create(FileDescriptorProtoSchema, {
    name: 'nacos_grpc_service.proto',
    syntax: 'proto3',
    dependency: [file_google_protobuf_any.proto.name],
    messageType: [
      {
        name: 'Metadata',
        field: [
          text('type', 3),
          text('clientIp', 8),
          { ...part('headers', 7, '.Metadata.HeadersEntry'), label: REPEATED }
        ],
        nestedType: [
          { name: 'HeadersEntry', field: [text('key', 1), text('value', 2)], options: { mapEntry: true } }
        ]
      },
      {
        name: 'Payload',
        field: [part('metadata', 2, '.Metadata'), part('body', 3, '.google.protobuf.Any')]
      }
    ],
    service: [
      { name: 'Request', method: [{ name: 'request', ...both }] },
      {
        name: 'BiRequestStream',
        method: [{ name: 'requestBiStream', ...both, clientStreaming: true, serverStreaming: true }]
      }
    ]
  })
}
