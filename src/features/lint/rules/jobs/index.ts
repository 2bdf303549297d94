import type { Check } from '../../rule.ts'
import { cronPolicy } from './cron-policy.ts'
import { cronSchedule } from './cron-schedule.ts'
import { cronTimeZone } from './cron-time-zone.ts'
import { jobLifetime } from './job-lifetime.ts'

export const jobChecks: readonly Check[] = [cronSchedule, cronTimeZone, cronPolicy, jobLifetime]
