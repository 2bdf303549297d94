/** One account of the playground's identity provider. */
export type CampusUser = {
  /** The `sub` claim: opaque and stable, as real providers have it. */
  subject: string
  /** What `approve` and the sign-in page call the account. */
  username: string
  /** The claims of its ID tokens besides `sub`. */
  claims: { preferred_username?: string; name: string; email: string; groups: string[] }
  /** True for accounts that exist to be refused: the sign-in page leaves them out unless asked. */
  faulty: boolean
}

/** Everybody. `groups` are full paths of GitLab groups. */
export const campusUsers: readonly CampusUser[] = [
  member('1001', 'infw001', 'Student infw001', ['se2/magic-team', 'ai-lab']),
  member('1002', 'infw002', 'Student infw002', ['se2/magic-team']),
  member('2001', 'staff01', 'Staff staff01', ['staff', 'ai-lab']),
  // A provider that was told to leave the claim out: the cluster cannot know who this is.
  {
    subject: '9001',
    username: 'ghost',
    claims: { name: 'Account without a username', email: 'ghost@campus.example', groups: [] },
    faulty: true,
  },
  // A name that no namespace can carry: RFC 1123 labels know neither capitals nor underscores.
  { ...member('9002', 'INVALID__USER', 'Account with an odd name', []), faulty: true },
]

/** The account of this username, or undefined. */
export function findByUsername(username: string): CampusUser | undefined {
  return campusUsers.find((user) => user.username === username)
}

/** The account of this `sub`, or undefined. */
export function findBySubject(subject: string): CampusUser | undefined {
  return campusUsers.find((user) => user.subject === subject)
}

function member(subject: string, username: string, name: string, groups: string[]): CampusUser {
  const email = `${username.toLowerCase()}@campus.example`
  return { subject, username, claims: { preferred_username: username, name, email, groups }, faulty: false }
}
