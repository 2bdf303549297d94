import type { Check } from '../../rule.ts'
import { ciDaemon } from './ci-daemon.ts'
import { ciEnvironment } from './ci-environment.ts'
import { ciImage } from './ci-image.ts'
import { ciNamespace } from './ci-namespace.ts'
import { ciSecret } from './ci-secret.ts'
import { ciSed } from './ci-sed.ts'
import { ciSyntax } from './ci-syntax.ts'

export const ciChecks: readonly Check[] = [ciSyntax, ciSecret, ciEnvironment, ciImage, ciSed, ciNamespace, ciDaemon]
