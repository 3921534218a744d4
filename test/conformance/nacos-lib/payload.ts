// What Nacos's gRPC sends, written once more by hand: a misreading of the engine's must not hide in the engine's own code.

/** A message of Nacos. */
export interface Payload {
  readonly type: string
  readonly headers: Readonly<Record<string, string>>
  readonly json: unknown
}

/** A message with its five bytes of frame. @param json an object, or text that is sent as it is */
export function encodeFrame(
  type: string,
  json: unknown,
  headers: Readonly<Record<string, string>> = {}
): Buffer {
  const body = typeof json === 'string' ? json : JSON.stringify(json)
  const entries = Object.entries(headers).map(([key, value]) =>
    field(7, Buffer.concat([field(1, Buffer.from(key)), field(2, Buffer.from(value))]))
  )
  const metadata = Buffer.concat([field(3, Buffer.from(type)), ...entries])
  const payload = Buffer.concat([field(2, metadata), field(3, field(2, Buffer.from(body)))])
  const head = Buffer.alloc(5)
  head.writeUInt32BE(payload.length, 1)
  return Buffer.concat([head, payload])
}

/** Takes bytes in and gives whole messages out. */
export function createFrameReader(onMessage: (payload: Payload) => void): (bytes: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0)
  return (bytes) => {
    rest = Buffer.concat([rest, bytes])
    while (rest.length >= 5) {
      const end = 5 + rest.readUInt32BE(1)
      if (rest.length < end) return
      onMessage(decode(rest.subarray(5, end)))
      rest = rest.subarray(end)
    }
  }
}

function decode(bytes: Buffer): Payload {
  const fields = fieldsOf(bytes)
  const metadata = fieldsOf(fields.find(([number]) => number === 2)?.[1] ?? Buffer.alloc(0))
  const body = fieldsOf(fields.find(([number]) => number === 3)?.[1] ?? Buffer.alloc(0))
  const headers = metadata.flatMap(([number, entry]) => {
    if (number !== 7) return []
    const parts = new Map(fieldsOf(entry))
    return [[parts.get(1)?.toString() ?? '', parts.get(2)?.toString() ?? ''] as const]
  })
  return {
    type: metadata.find(([number]) => number === 3)?.[1].toString() ?? '',
    headers: Object.fromEntries(headers),
    json: JSON.parse(body.find(([number]) => number === 2)?.[1].toString() ?? 'null')
  }
}

// Every field there is has a length in front of it.
function fieldsOf(bytes: Buffer): readonly (readonly [number, Buffer])[] {
  const fields: [number, Buffer][] = []
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++] as number
      value += (byte & 127) * factor
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const tag = varint()
    if ((tag & 7) !== 2) throw new Error(`wire type ${tag & 7} of field ${tag >> 3} is none that Nacos uses`)
    const length = varint()
    fields.push([tag >> 3, bytes.subarray(at, at + length)])
    at += length
  }
  return fields
}

function field(number: number, bytes: Buffer): Buffer {
  const head = [number * 8 + 2]
  let length = bytes.length
  for (; length > 127; length = Math.floor(length / 128)) head.push((length % 128) + 128)
  return Buffer.concat([Buffer.from([...head, length]), bytes])
}
