import type { Check } from '../../rule.ts'
import { apiVersions } from './api-versions.ts'

export const versionChecks: readonly Check[] = [apiVersions]
