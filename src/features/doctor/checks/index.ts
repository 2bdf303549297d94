import type { Check } from '../check.ts'
import { accessNode } from './access-node.ts'
import { api } from './api.ts'
import { clock } from './clock.ts'
import { contexts } from './contexts.ts'
import { extraCertificates } from './extra-certificates.ts'
import { keyring } from './keyring.ts'
import { kubeconfigFilesCheck } from './kubeconfig-files.ts'
import { kubeconfigLocks } from './kubeconfig-locks.ts'
import { kubeconfigMode } from './kubeconfig-mode.ts'
import { kubeconfigNames } from './kubeconfig-names.ts'
import { kubeconfigRead } from './kubeconfig-read.ts'
import { kubectl } from './kubectl.ts'
import { namespace } from './namespace.ts'
import { oldLogins } from './old-logins.ts'
import { privateFiles } from './private-files.ts'
import { programs } from './programs.ts'
import { proxy } from './proxy.ts'
import { session } from './session.ts'
import { sessions } from './sessions.ts'
import { settings } from './settings.ts'
import { signIn } from './sign-in.ts'
import { siteProfile } from './site-profile.ts'
import { stateFolder } from './state-folder.ts'
import { token } from './token.ts'

/** Every check, in the order in which their lines are shown. */
export const CHECKS: readonly Check[] = [
  settings,
  stateFolder,
  privateFiles,
  siteProfile,
  kubeconfigFilesCheck,
  kubeconfigRead,
  kubeconfigMode,
  kubeconfigLocks,
  kubeconfigNames,
  contexts,
  programs,
  oldLogins,
  sessions,
  session,
  keyring,
  proxy,
  extraCertificates,
  signIn,
  accessNode,
  api,
  clock,
  token,
  namespace,
  kubectl,
]
