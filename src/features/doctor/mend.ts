import { IccError } from '../../errors.ts'
import type { Fix } from './check.ts'
import type { DoctorContext } from './facts.ts'
import { createRedact } from './redact.ts'
import { examine, type Examination, type Examined } from './run.ts'

/** What became of a fix. `reason` says why it was not made. */
export type Mended = { id: string; fix: string; done: boolean; reason?: string }

/** Asks the user about a change of which they see the diff. */
export type Agree = (description: string, diff: readonly string[]) => Promise<boolean>

/**
 * Makes the fixes that the checks offered, one after the other, and looks again at what they were about. A fix that
 * fails leaves the others.
 */
export async function mend(
  ctx: DoctorContext,
  examination: Examination,
  agree: Agree,
): Promise<{ examination: Examination; mended: Mended[] }> {
  const mended: Mended[] = []
  for (const { check, finding } of examination.examined)
    if (finding.fix) mended.push({ id: check.id, ...(await apply(ctx, finding.fix, agree)) })
  const changed = new Set(mended.filter(({ done }) => done).map(({ id }) => id))
  const again = examination.examined.filter(({ check }) => changed.has(check.id)).map(({ check }) => check)
  const second = again.length === 0 ? undefined : await examine(ctx, again)
  const latest = (one: Examined): Examined => second?.examined.find(({ check }) => check === one.check) ?? one
  return { examination: { ...examination, examined: examination.examined.map(latest) }, mended }
}

async function apply(ctx: DoctorContext, fix: Fix, agree: Agree): Promise<Omit<Mended, 'id'>> {
  const { description } = fix
  try {
    if (fix.preview && !(await agree(description, await fix.preview())))
      return { fix: description, done: false, reason: 'not agreed to' }
    await fix.apply()
    return { fix: description, done: true }
  } catch (error) {
    if (!(error instanceof IccError) || error.code === 'cancelled') throw error
    return { fix: description, done: false, reason: createRedact(ctx)(error.message) }
  }
}
