import * as v from 'valibot'
import { accessGroups, earlierLogin, login } from './schema-access.ts'
import { date, fieldPath, language, page, siteId, text, texts, timeZone } from './schema-fields.ts'
import { workloadGroups } from './schema-workloads.ts'

const mail = v.pipe(v.string('a mail address'), v.regex(/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/u, 'a mail address'))

const contact = v.pipe(
  v.object(
    {
      topic: v.optional(text),
      mail: v.optional(mail),
      url: v.optional(page),
      note: v.optional(text),
    },
    'a mapping with topic, mail, url and note',
  ),
  v.check((one) => Boolean(one.mail ?? one.url ?? one.note), 'at least one of mail, url and note'),
)

const generation = v.object(
  {
    validFrom: v.optional(date),
    validTo: v.optional(date),
    login: v.optional(earlierLogin),
    ...accessGroups,
    ...workloadGroups,
  },
  'a mapping',
)

/**
 * What a profile holds once everything it `extends` is merged in. Only `id`, `title` and `login.method` must be there:
 * what nobody published is left out, and `need` says so when it is wanted.
 */
export const profileSchema = v.object(
  {
    id: siteId,
    title: text,
    /** Pages by a short name: `icc open` takes it. */
    docs: v.optional(v.record(v.string(), page, 'a mapping of short names to addresses')),
    contacts: v.optional(v.array(contact, 'a list of contacts')),
    legal: v.optional(texts),
    languages: v.optional(v.array(language, 'a list of language tags')),
    /** Whose clock schedules mean where nobody says otherwise: that of the people who work there. */
    timeZone: v.optional(timeZone),
    validFrom: v.optional(date),
    validTo: v.optional(date),
    /** Where the values come from; the tag and the year stand beside each value as a comment. */
    sources: v.optional(texts),
    /** Fields for which no operator vouches, such as `resources.required`: what lint finds by them is no error. */
    unconfirmed: v.optional(v.array(fieldPath, 'a list of fields, such as resources.required')),
    login,
    ...accessGroups,
    ...workloadGroups,
    /** How the site was before, by year: for old course material and old kubeconfigs. Never used to sign in. */
    generations: v.optional(v.record(v.string(), generation, 'a mapping of years to what held then')),
  },
  'a mapping',
)

/** A complete, checked profile. Amounts and dates are texts. */
export type Profile = v.InferOutput<typeof profileSchema>

/** One of `login.method`. */
export type SignInMethod = Profile['login']['method']
