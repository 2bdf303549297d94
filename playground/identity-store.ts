import type { Adapter, StoredPayload } from 'oidc-provider/lib/provider.js'

type Entry = { model: string; id: string; payload: StoredPayload; expiresAt: number }

/** How long what has expired can still be found: so that an expired device code is told from an unknown one. */
const KEPT_AFTER_EXPIRY = 3_600_000

/** Milliseconds between two sweeps. */
const SWEEP = 60_000

export type IdentityStore = {
  adapter: (model: string) => Adapter
  /** The user codes that nobody has answered yet, oldest first. */
  waitingCodes(): string[]
}

/** Everything the identity provider remembers, in memory: sessions, codes, tokens, grants. */
export function createIdentityStore(): IdentityStore {
  const entries = new Map<string, Entry>()
  let sweptAt = Date.now()

  function sweep(now: number): void {
    if (now - sweptAt < SWEEP) return
    sweptAt = now
    for (const [key, { expiresAt }] of entries) if (expiresAt + KEPT_AFTER_EXPIRY < now) entries.delete(key)
  }

  function search(model: string, wanted: (payload: StoredPayload) => boolean): StoredPayload | undefined {
    for (const entry of entries.values()) if (entry.model === model && wanted(entry.payload)) return entry.payload
    return undefined
  }

  function waitingCodes(): string[] {
    const codes = [...entries.values()].filter(
      ({ model, expiresAt }) => model === 'DeviceCode' && expiresAt > Date.now(),
    )
    const waiting = codes.filter(({ payload }) => !payload.grantId && payload['error'] === undefined)
    return waiting.flatMap(({ payload }) => (payload.userCode === undefined ? [] : [payload.userCode]))
  }

  const adapter = (model: string): Adapter => ({
    async upsert(id, payload, expiresIn) {
      const now = Date.now()
      sweep(now)
      entries.set(`${model}:${id}`, { model, id, payload, expiresAt: now + expiresIn * 1000 })
    },
    async find(id) {
      return entries.get(`${model}:${id}`)?.payload
    },
    async findByUserCode(userCode) {
      return search(model, (payload) => payload.userCode === userCode)
    },
    async findByUid(uid) {
      return search(model, (payload) => payload.uid === uid)
    },
    async consume(id) {
      const entry = entries.get(`${model}:${id}`)
      if (entry) entry.payload.consumed = Math.floor(Date.now() / 1000)
    },
    async destroy(id) {
      entries.delete(`${model}:${id}`)
    },
    async revokeByGrantId(grantId) {
      for (const [key, entry] of entries) {
        if (entry.model === model && entry.payload.grantId === grantId) entries.delete(key)
      }
    },
  })
  return { adapter, waitingCodes }
}
