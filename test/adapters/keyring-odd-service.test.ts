import { expect, test } from 'vitest'
import { createKeyring } from '../../src/adapters/keyring.ts'
import { TWO_ITEMS, paths, scriptedBus, type Answers } from './scripted-bus.ts'

const linux = process.platform === 'linux' ? '' : ' (skipped: only Linux has a session bus)'

const DENIED = 'org.freedesktop.DBus.Error.NotSupported'

const odd: [string, 'get' | 'set' | 'delete', Answers, cause: string][] = [
  [
    'wants to ask before it stores',
    'set',
    { CreateItem: (body) => body.text('/').text('/prompt') },
    'the Secret Service wants to ask first',
  ],
  [
    'wants to ask before it deletes',
    'delete',
    { Delete: (body) => body.text('/prompt') },
    'the Secret Service wants to ask first',
  ],
  [
    'unlocks each secret by itself',
    'get',
    { SearchItems: (body) => paths(paths(body), '/collection/1') },
    'the secret is locked in the Secret Service',
  ],
  [
    'unlocks each secret by itself',
    'delete',
    { SearchItems: (body) => paths(paths(body), '/collection/1') },
    'the secret is locked in the Secret Service',
  ],
  [
    'has no default collection',
    'get',
    { ReadAlias: (body) => body.text('/') },
    'the Secret Service has no default collection',
  ],
  ['hides no secrets', 'set', { OpenSession: DENIED }, `OpenSession failed: ${DENIED}`],
  [
    'answers with another type',
    'get',
    { Get: (body) => body.signature('s').text('false') },
    'a value of type s came where b was expected',
  ],
  [
    'answers too little',
    'get',
    { ReadAlias: (body) => body.uint32(100) },
    'a message of the session bus ends too early',
  ],
]

test.skipIf(linux !== '').for(odd)(
  `a Secret Service that %s is unusable at a %s, and is asked for no prompt${linux}`,
  async ([, operation, answers, cause]) => {
    const { env, called } = await scriptedBus({ ...TWO_ITEMS, ...answers })
    const keyring = createKeyring({ env, platform: 'linux', uid: process.getuid?.() })
    const asked = operation === 'set' ? keyring.set('one', 's3cret') : keyring[operation]('one')
    await expect(asked).rejects.toMatchObject({ code: 'keyring-unusable', cause: { message: cause } })
    expect(called.filter(({ member }) => !(member in TWO_ITEMS || member in answers))).toEqual([])
  },
)

test.skipIf(linux !== '')(
  `of two secrets the one in the default collection is read, and both are deleted${linux}`,
  async () => {
    const { env, called } = await scriptedBus({ ...TWO_ITEMS, GetSecret: DENIED, Delete: (body) => body.text('/') })
    const keyring = createKeyring({ env, platform: 'linux', uid: process.getuid?.() })
    await expect(keyring.get('one')).rejects.toMatchObject({ cause: { message: `GetSecret failed: ${DENIED}` } })
    await keyring.delete('one')
    expect(called.filter(({ member }) => !(member in TWO_ITEMS))).toEqual([
      { path: '/collection/1', member: 'GetSecret' },
      { path: '/another/1', member: 'Delete' },
      { path: '/collection/1', member: 'Delete' },
    ])
  },
)
