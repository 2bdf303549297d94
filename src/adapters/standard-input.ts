import { addAbortSignal, type Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { ExitCode, IccError } from '../errors.ts'

/** Bytes. Nobody types or pipes that much on purpose: it is a device, or the wrong file. */
const LARGEST = 64 * 1024 * 1024

/**
 * All of a stream as UTF-8 text.
 *
 * @throws `input-too-large` (exit 2); the signal's reason when that is aborted, which nothing else here would notice
 */
export async function readStandardInput(input: Readable, signal: AbortSignal): Promise<string> {
  try {
    return await text(bounded(addAbortSignal(signal, input)))
  } catch (error) {
    throw signal.aborted ? signal.reason : error
  }
}

async function* bounded(input: Readable): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of input as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > LARGEST)
      throw new IccError(
        'input-too-large',
        `Standard input holds more than ${LARGEST / 1024 ** 2} MiB: that is nothing for icc. Nothing was changed.`,
        { exitCode: ExitCode.usage, hint: 'is it the right file that you lead there?' },
      )
    yield chunk
  }
}
