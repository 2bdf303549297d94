import { IccError } from '../../../errors.ts'
import type { Profile, SignInMethod as MethodName } from '../../sites/schema.ts'
import { signInByBrowser } from './browser.ts'
import { signInByDevice } from './device.ts'
import { signInByKubeconfig } from './kubeconfig.ts'
import { signInByLdap } from './ldap-basic.ts'
import { signInByToken } from './token.ts'
import type { SignInMethod } from './method.ts'
import { signInByOidc } from './oidc.ts'
import { signInBySsh } from './ssh-renew.ts'

/** Every way to sign in that icc knows; a profile names one of them. */
const METHODS: Partial<Record<MethodName, SignInMethod>> = {
  oidc: signInByOidc,
  device: signInByDevice,
  browser: signInByBrowser,
  kubeconfig: signInByKubeconfig,
  token: signInByToken,
  'ldap-basic': signInByLdap,
  'ssh-renew': signInBySsh,
}

/** The sign-in method of a name. Throws `method-not-available` (exit 1) for one that icc does not know yet. */
export function signInMethod(name: MethodName, profile: Profile): SignInMethod {
  const method = METHODS[name]
  if (method) return method
  const portal = profile.login.portal?.url
  throw new IccError(
    'method-not-available',
    `${profile.title} signs in by the method ${name}, which this version of icc does not know. Nothing was changed.`,
    {
      hint:
        portal === undefined ? `icc site show ${profile.id}` : `sign in at ${portal} and save the file it gives you`,
    },
  )
}
