import type { Context, Keyring } from '../context.ts'
import { withSessionBus, type Arguments, type Bus } from './dbus.ts'
import type { ValueReader, ValueWriter } from './dbus-values.ts'
import { ALGORITHM, startKeyExchange, type SecretCipher } from './secret-session.ts'

/** What items are found by: the two attributes that other keyring libraries write too. */
type Attributes = { service: string; username: string }

/**
 * The default collection of the Secret Service. Each call opens a connection of its own, and rejects with the signal's
 * reason when that is aborted first, wherever the service or the bus got stuck.
 *
 * Nothing is ever unlocked: what is locked is an error with that reason, because the prompt would be one that nobody
 * expects.
 *
 * @param service the name of the program whose secrets these are
 * @see https://specifications.freedesktop.org/secret-service/latest/
 */
export function secretServiceKeyring(
  service: string,
  env: Context['env'],
  userId: number,
  signal: AbortSignal,
): Keyring {
  const withCollection = <T>(use: (bus: Bus, collection: string) => Promise<T>): Promise<T> =>
    withSessionBus(env, userId, signal, async (bus) => use(bus, await unlockedCollection(bus)))
  return {
    get: (username) => withCollection((bus, collection) => get(bus, collection, { service, username })),
    set: (username, secret) =>
      withCollection((bus, collection) => set(bus, collection, { service, username }, secret)),
    delete: (username) => withCollection((bus) => deleteAll(bus, { service, username })),
  }
}

async function get(bus: Bus, collection: string, attributes: Attributes): Promise<string | undefined> {
  const { unlocked, locked } = await search(bus, attributes)
  // One in another collection may be older: the default one was another then.
  const item = unlocked.find((path) => path.startsWith(`${collection}/`)) ?? unlocked[0]
  if (item === undefined) {
    if (locked.length > 0) throw new Error('the secret is locked in the Secret Service')
    return undefined
  }
  const session = await openSession(bus)
  const answer = await call(bus, item, 'Item.GetSecret', { signature: 'o', write: (body) => body.text(session.path) })
  answer.align(8).text()
  return session.cipher.reveal({ parameters: answer.blob(), value: answer.blob() })
}

async function set(bus: Bus, collection: string, attributes: Attributes, secret: string): Promise<void> {
  const { path, cipher } = await openSession(bus)
  const { parameters, value } = cipher.hide(secret)
  const answer = await call(bus, collection, 'Collection.CreateItem', {
    signature: 'a{sv}(oayays)b',
    write: (body) =>
      body
        .structures(['Label', 'Attributes'] as const, (entry, name) => {
          entry.text(`org.freedesktop.Secret.Item.${name}`)
          if (name === 'Label') entry.signature('s').text(`${attributes.service} ${attributes.username}`)
          else writeAttributes(entry.signature('a{ss}'), attributes)
        })
        .align(8)
        .text(path)
        .blob(parameters)
        .blob(value)
        .text('text/plain; charset=utf8')
        // Replaces the item with the same attributes.
        .boolean(true),
  })
  answer.text()
  refusePrompt(answer.text())
}

/** All of them: after the sign-out nothing may be left. */
async function deleteAll(bus: Bus, attributes: Attributes): Promise<void> {
  const { unlocked, locked } = await search(bus, attributes)
  for (const item of unlocked) refusePrompt((await call(bus, item, 'Item.Delete')).text())
  if (locked.length > 0) throw new Error('the secret is locked in the Secret Service')
}

async function unlockedCollection(bus: Bus): Promise<string> {
  const answer = await call(bus, ROOT, 'Service.ReadAlias', { signature: 's', write: (body) => body.text('default') })
  const collection = answer.text()
  if (collection === NONE) throw new Error('the Secret Service has no default collection')
  const locked = await bus.call(
    { destination: SECRETS, path: collection, face: 'org.freedesktop.DBus.Properties', member: 'Get' },
    { signature: 'ss', write: (body) => body.text('org.freedesktop.Secret.Collection').text('Locked') },
  )
  if (locked.variant('b', (reader) => reader.boolean()))
    throw new Error('the default collection of the Secret Service is locked')
  return collection
}

/** The paths of the items with these attributes, in all collections. */
async function search(bus: Bus, attributes: Attributes): Promise<{ unlocked: string[]; locked: string[] }> {
  const found = await call(bus, ROOT, 'Service.SearchItems', {
    signature: 'a{ss}',
    write: (body) => writeAttributes(body, attributes),
  })
  const paths = (): string[] => found.array(4, (reader) => reader.text())
  return { unlocked: paths(), locked: paths() }
}

async function openSession(bus: Bus): Promise<{ path: string; cipher: SecretCipher }> {
  const { publicKey, agree } = startKeyExchange()
  const answer = await call(bus, ROOT, 'Service.OpenSession', {
    signature: 'sv',
    write: (body) => body.text(ALGORITHM).signature('ay').blob(publicKey),
  })
  const theirs = answer.variant('ay', (reader) => reader.blob())
  return { cipher: agree(theirs), path: answer.text() }
}

const SECRETS = 'org.freedesktop.secrets'
const ROOT = '/org/freedesktop/secrets'

/** The object path that stands for nothing: no collection, no prompt needed. */
const NONE = '/'

/** @param method `Service.OpenSession` is OpenSession of org.freedesktop.Secret.Service */
function call(bus: Bus, path: string, method: string, args?: Arguments): Promise<ValueReader> {
  const [face = '', member = ''] = method.split('.')
  return bus.call({ destination: SECRETS, path, face: `org.freedesktop.Secret.${face}`, member }, args)
}

function writeAttributes(body: ValueWriter, attributes: Attributes): ValueWriter {
  return body.structures(Object.entries(attributes), (entry, [name, value]) => entry.text(name).text(value))
}

/** Nothing was done: the service wants to ask the user first. The prompt is not shown before somebody calls it up. */
function refusePrompt(prompt: string): void {
  if (prompt !== NONE) throw new Error('the Secret Service wants to ask first')
}
