import { writeSync } from 'node:fs'
import { systemCode } from './errors.ts'

/**
 * Writes straight to a descriptor: the stream that the runtime has for it costs milliseconds to set up, which `icc token`
 * has not got. It takes over for good once a pipe is full: what comes later must not overtake what it has left to write.
 */
export function descriptorWriter(descriptor: number, streamOf: () => NodeJS.WritableStream): (text: string) => void {
  let stream: NodeJS.WritableStream | undefined
  return (text) => {
    const left = stream === undefined ? writeNow(descriptor, Buffer.from(text)) : text
    if (left.length === 0) return
    stream ??= streamOf()
    stream.write(left)
  }
}

/** What could not be written at once: the pipe is full, and does not block. */
function writeNow(descriptor: number, bytes: Buffer): Buffer {
  let written = 0
  while (written < bytes.length) {
    try {
      written += writeSync(descriptor, bytes, written)
    } catch (error) {
      // The stream waits for the reader.
      if (systemCode(error) === 'EAGAIN') return bytes.subarray(written)
      // The reader has gone (`icc ctx | head -1`): nobody is left to tell.
      if (systemCode(error) === 'EPIPE') break
      throw error
    }
  }
  return bytes.subarray(bytes.length)
}
