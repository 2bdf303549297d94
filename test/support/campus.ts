import { onTestFinished } from 'vitest'
import { startCampus, type Campus, type CampusOptions } from '../../playground/campus.ts'
import { noteSecrets } from './secret-watch.ts'

/** A campus cloud that ends with the test. */
export async function campusForTest(options: CampusOptions = {}): Promise<Campus> {
  const campus = await startCampus({
    ...options,
    watchExchanges(sent, answered) {
      noteSecrets(sent)
      noteSecrets(answered)
      options.watchExchanges?.(sent, answered)
    },
  })
  onTestFinished(() => campus.close())
  return campus
}
