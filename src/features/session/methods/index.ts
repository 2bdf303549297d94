import type { SignInMethod as MethodName } from '../../sites/schema.ts'
import { signInByBrowser } from './browser.ts'
import { signInByDevice } from './device.ts'
import { signInByKubeconfig } from './kubeconfig.ts'
import { signInByLdap } from './ldap-basic.ts'
import type { SignInMethod } from './method.ts'
import { signInByOidc } from './oidc.ts'
import { signInBySsh } from './ssh-renew.ts'
import { signInByToken } from './token.ts'

/** Every way to sign in; a profile names one of them. */
export const SIGN_IN: Readonly<Record<MethodName, SignInMethod>> = {
  oidc: signInByOidc,
  device: signInByDevice,
  browser: signInByBrowser,
  kubeconfig: signInByKubeconfig,
  token: signInByToken,
  'ldap-basic': signInByLdap,
  'ssh-renew': signInBySsh,
}
