import { Resolver } from 'node:dns/promises'
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { systemCode } from '../errors.ts'

/** Where names are looked up; the system's own places unless given. */
export type NamePlaces = { servers?: string[]; hostsFile?: string }

/** Milliseconds before a question is asked again; then it is twice as long. A packet may get lost. */
const PATIENCE = { timeout: 300, tries: 2 }

/**
 * Finds out whether the name servers answer about a host at all, whatever they say. The system's own look-up cannot be
 * ended: with silent servers it keeps a process alive for ten seconds and more after its work is done. So who has little
 * time asks this first, which can be.
 *
 * @returns false where there was no answer
 * @throws the signal's reason when that is aborted
 * @see resolv.conf(5) (timeout, attempts)
 */
export async function nameServersAnswer(
  host: string,
  signal: AbortSignal,
  places: NamePlaces = {},
): Promise<boolean> {
  if (isIP(host) !== 0 || host === 'localhost' || isInHosts(host, places.hostsFile ?? '/etc/hosts')) return true
  const resolver = new Resolver(PATIENCE)
  if (places.servers) resolver.setServers(places.servers)
  const cancel = (): void => resolver.cancel()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    await resolver.resolve4(host)
    return true
  } catch (error) {
    signal.throwIfAborted()
    // Where one refuses, the system still waits for the others. Any other failure is an answer.
    return !['ETIMEOUT', 'ECONNREFUSED'].includes(systemCode(error) ?? '')
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

function isInHosts(host: string, file: string): boolean {
  try {
    const names = readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line) => line.replace(/#.*$/u, '').trim().split(/\s+/u).slice(1))
    return names.some((name) => name.toLowerCase() === host.toLowerCase())
  } catch (error) {
    if (systemCode(error) !== undefined) return false
    throw error
  }
}
