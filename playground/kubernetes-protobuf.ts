/** The media type kubectl sends its reviews in. */
export const PROTOBUF_TYPE = 'application/vnd.kubernetes.protobuf'

type Message = Map<number, Buffer>
type Shape = { [field: string]: { number: number; fields?: Shape } }

const string = (number: number): { number: number } => ({ number })

/** Field numbers of the reviews' `spec`, from the generated.proto files of k8s.io/api. */
const SPECS: Record<string, Shape> = {
  SelfSubjectReview: {},
  SelfSubjectRulesReview: { spec: { number: 2, fields: { namespace: string(1) } } },
  SelfSubjectAccessReview: {
    spec: {
      number: 2,
      fields: {
        resourceAttributes: {
          number: 1,
          fields: {
            namespace: string(1),
            verb: string(2),
            group: string(3),
            version: string(4),
            resource: string(5),
            subresource: string(6),
            name: string(7),
          },
        },
        nonResourceAttributes: { number: 2, fields: { path: string(1), verb: string(2) } },
      },
    },
  },
}

/**
 * Reads a review from the protobuf encoding of Kubernetes: four bytes `k8s\0`, then an envelope whose field 2 is the
 * object. Throws a RangeError for anything else.
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding
 */
export function decodeReview(kind: string, body: Buffer): unknown {
  const shape = SPECS[kind]
  if (!shape || body.subarray(0, 4).toString('latin1') !== 'k8s\0') throw new RangeError('not a review in protobuf')
  return pick(messageOf(messageOf(body.subarray(4)).get(2) ?? Buffer.alloc(0)), shape)
}

function pick(message: Message, shape: Shape): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  for (const [name, { number, fields }] of Object.entries(shape)) {
    const bytes = message.get(number)
    if (bytes) found[name] = fields ? pick(messageOf(bytes), fields) : bytes.toString()
  }
  return found
}

/** The fields of a message that have a length (strings and messages); numbers are read over. */
function messageOf(bytes: Buffer): Message {
  const message: Message = new Map()
  let position = 0
  const varint = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes.readUInt8(position++)
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
  }
  while (position < bytes.length) {
    const tag = varint()
    const wireType = tag & 7
    if (wireType === 0) varint()
    else if (wireType === 2) {
      const length = varint()
      if (position + length > bytes.length) throw new RangeError('a field is longer than its message')
      message.set(tag >> 3, bytes.subarray(position, position + length))
      position += length
    } else throw new RangeError(`wire type ${wireType} does not occur in a review`)
  }
  return message
}
