import { addAbortSignal, type Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { ExitCode, IccError } from '../errors.ts'

/** Bytes. Nobody types or pipes that much on purpose: it is a device, or the wrong file. */
const LARGEST = 64 * 1024 * 1024

/**
 * All of a stream as text: UTF-8, or UTF-16 with a byte order mark, in which Windows PowerShell writes files. The mark
 * is no part of it.
 *
 * @throws `input-too-large`, `input-not-text` (exit 2); the signal's reason when that is aborted, which nothing else here would notice
 */
export async function readStandardInput(input: Readable, signal: AbortSignal): Promise<string> {
  try {
    return textOf(await buffer(bounded(addAbortSignal(signal, input))))
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
        `Standard input holds more than ${LARGEST / 1024 ** 2} MiB: that is too much for icc. Nothing was changed.`,
        { exitCode: ExitCode.usage, hint: 'check that it is the right file' },
      )
    yield chunk
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    // With U+FFFD for what cannot be read, a secret would be another one, and a file not the one that was given.
    throw new IccError('input-not-text', 'Standard input is no text in UTF-8. Nothing was changed.', {
      exitCode: ExitCode.usage,
      hint: 'save it as UTF-8; in PowerShell: $OutputEncoding = [Text.Encoding]::UTF8',
      cause: error,
    })
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
}
