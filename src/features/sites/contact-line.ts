import type { Profile } from './schema.ts'

/** Whom to ask, in one line. */
export function contactLine(profile: Pick<Profile, 'contacts'>): string {
  const contacts = (profile.contacts ?? []).map((contact) => {
    const ways = [contact.mail, contact.url, contact.note].filter((way) => way !== undefined).join(', ')
    return contact.topic === undefined ? ways : `${contact.topic}: ${ways}`
  })
  return contacts.length > 0 ? contacts.join('; ') : 'the people who run the cluster (the profile names no contact)'
}
