import { IccError } from '../../../errors.ts'
import { readSettings } from '../../sites/settings.ts'
import { settingsFile } from '../../sites/settings-file.ts'
import { ok, problem, type Check } from '../check.ts'
import { lookAt } from '../modes.ts'

/** `config.yaml` can be read and holds what it may. */
export const settings: Check = {
  id: 'settings',
  run({ ctx }) {
    const file = settingsFile(ctx)
    try {
      readSettings(ctx)
    } catch (error) {
      if (!(error instanceof IccError)) throw error
      return problem(error.message, error.hint ?? `correct ${file}`)
    }
    return ok(lookAt(file) ? `${file} is sound` : `there are none (${file})`)
  },
}
