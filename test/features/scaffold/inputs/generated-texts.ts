import * as fc from 'fast-check'

/** Texts that are, nearly are, and are nothing like the value of a type of input. */

const words = fc.stringMatching(/^[a-zA-Z0-9_.-]{0,70}$/u)
const near = fc.stringMatching(/^[a-z0-9-]{1,66}(?:\.[a-z0-9-]{1,10}){0,2}$/u)
const odd = fc.constantFrom(
  'your-app',
  'NAME_OF_APP',
  '<your-name>',
  'CHANGEME',
  '__NAME__',
  '${NAME}',
  '',
  ' ',
  'web',
)
/** About as long as a name may be, of one kind or the other. */
const long = fc.integer({ min: 50, max: 66 }).map((length) => 'a'.repeat(length))

export const names = fc.oneof(words, near, long, fc.string(), odd)

export const hosts = fc.oneof(
  fc.stringMatching(/^(?:\*\.)?[a-z0-9-]{1,12}(?:\.[a-z0-9-]{1,10}){0,3}\.?$/u),
  fc.stringMatching(/^(?:https?:\/\/)?[A-Za-z0-9_*-]{1,12}(?:\.[A-Za-z0-9-]{1,10}){0,3}(?::\d{1,5})?(?:\/\w*)?$/u),
  fc.domain(),
  fc.webUrl(),
  fc.ipV4(),
  fc.ipV6(),
  names,
  fc.integer({ min: 50, max: 300 }).map((length) => `${'a'.repeat(length)}.example.org`),
)

export const images = fc.oneof(
  fc.stringMatching(
    /^(?:[a-zA-Z0-9.-]{1,12}(?::\d{1,5})?\/)?[a-z0-9._-]{1,10}(?:\/[a-z0-9._-]{1,10})?(?::[\w.-]{1,10})?$/u,
  ),
  fc.stringMatching(/^[a-z]{1,8}(?::(?:latest|[\w.]{1,6}))?(?:@sha256:[a-f0-9]{63,65})?$/u),
  fc.string(),
  fc.constantFrom('nginx', 'nginx:latest', 'REGISTRY/NAME:TAG', 'x/your-app:1', 'nginx:TAG', 'docker://nginx:1'),
)

const field = fc.oneof(
  fc.constantFrom(
    '*',
    '*/5',
    '0',
    '7',
    '30',
    '31',
    '2',
    '1-5',
    '5-1',
    '22-6',
    'MON-FRI',
    'feb',
    '?',
    'L',
    '1#2',
    ',',
    '1,7',
  ),
  fc.integer({ min: 0, max: 70 }).map(String),
  fc.stringMatching(/^[\d*/,-]{1,5}$/u),
)
export const schedules = fc.oneof(
  fc.array(field, { minLength: 5, maxLength: 5 }).map((fields) => fields.join(' ')),
  fc.array(field, { minLength: 1, maxLength: 7 }).map((fields) => fields.join(' ')),
  fc.constantFrom('@daily', '@reboot', '@every 1h', '@every x', '@Daily', 'TZ=UTC 1 2 * * *', '0 0 30 2 *', ''),
  fc.string(),
)

export const zones = fc.oneof(
  fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
  fc.constantFrom(
    'UTC',
    'GMT+2',
    'CEST',
    '+02:00',
    'europe/berlin',
    'Europe/Kiev',
    'Etc/GMT-2',
    'Local',
    '',
    '${ZONE}',
  ),
  fc.string(),
)

const labelPart = fc.oneof(fc.stringMatching(/^[A-Za-z0-9._-]{0,66}$/u), long, fc.string(), odd)
export const labels = fc
  .tuple(
    fc.oneof(
      labelPart,
      fc.tuple(near, labelPart).map((parts) => parts.join('/')),
    ),
    labelPart,
  )
  .map((parts) => parts.join('='))

export const quantities = fc.oneof(
  fc.stringMatching(/^[+-]?\d{0,6}(?:\.\d{0,4})?(?:[numkMGTPEKi]{0,2}|e\d|[KMG]i?B)$/u),
  fc.stringMatching(/^ ?\d{1,4} ?(?:Gigabyte|GiB|GB|mb|cores?|m|Mi)? ?$/u),
  fc.string(),
)

export const variables = fc
  .tuple(
    fc.constantFrom('DB_PASSWORD', 'API_KEY', 'tokenPath', 'MAX_TOKENS', 'URL', 'secret', 'apiKey'),
    fc.oneof(
      fc.constantFrom(
        'hunter2',
        '$(X)',
        'true',
        '/run/secrets/db',
        'vault:x',
        'postgres://a:b1@db/x',
        'CHANGEME',
        '',
      ),
      fc.constantFrom(['glpat', 'aB3dE6gH9kL2mN5pQ8sT'].join('-'), ['AKIA', 'QWERTYUIOPASDFGH'].join('')),
      fc.string(),
    ),
  )
  .map((parts) => parts.join('='))

export const ports = fc
  .oneof(fc.integer(), fc.integer({ min: 0, max: 70_000 }), fc.constantFrom(0, 1, 65_535, 65_536))
  .map(String)
