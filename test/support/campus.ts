import { onTestFinished } from 'vitest'
import { startCampus, type Campus, type CampusOptions } from '../../playground/campus.ts'

/** A campus cloud that ends with the test. */
export async function campusForTest(options: CampusOptions = {}): Promise<Campus> {
  const campus = await startCampus(options)
  onTestFinished(() => campus.close())
  return campus
}
