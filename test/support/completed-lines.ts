import { contextsOfSite, SESSION_FILE, sessionFile, shellUser, type ShellUser } from './shells.ts'

/** Names that mean something to a shell, each with a beginning of its own. */
const CONTEXTS = [
  'my cluster',
  "it's",
  'q"uoted',
  '$(touch ran)',
  '`touch ran`',
  'colon:one:two',
  'x=y',
  'admin@kube.example.org:6443',
  'back\\slash',
  'star*',
  'semi;touch ran',
  'and&touch ran',
  'über cluster',
  '~tilde',
  '#hash',
  '{a,b}',
]

/** @param program the icc that completes; from source where it is left out */
export function userWithNames(program?: string): ShellUser {
  const user = shellUser(program)
  const contexts = Object.fromEntries(CONTEXTS.map((name) => [name, 'default']))
  user.write('.kube/config', contextsOfSite({ ...contexts, plain: 'w001-default' }, 'plain'))
  user.write(SESSION_FILE, sessionFile({ personalNamespace: 'w001-own' }))
  user.write('manifests/web app.yaml', '')
  return user
}

const TAB = '\t'

/** What is typed, in all three shells, and what icc is then called with. */
export const LINES: [typed: string, called: string[]][] = [
  [`icc sta${TAB}`, ['status']],
  [`icc lint --requ${TAB}`, ['lint', '--require-checked']],
  [`icc --site=haw${TAB}`, ['--site=haw-icc']],
  [`icc site show haw${TAB}`, ['site', 'show', 'haw-icc']],
  [`icc ns w001-o${TAB}`, ['ns', 'w001-own']],
  [`icc ns --context=colon:one${TAB}`, ['ns', '--context=colon:one:two']],
  [`icc scaffold stat${TAB}--mini${TAB}`, ['scaffold', 'statefulset', '--minimal']],
  [`icc lint --select job-ttl,gpu-st${TAB}`, ['lint', '--select', 'job-ttl,gpu-strategy']],
  [`icc lint manif${TAB}web${TAB}`, ['lint', 'manifests/web app.yaml']],
  [`icc --kubeconfig=manif${TAB}web${TAB}`, ['--kubeconfig=manifests/web app.yaml']],
  [`icc ctx my${TAB}`, ['ctx', 'my cluster']],
  [`icc ctx my\\ c${TAB}`, ['ctx', 'my cluster']],
  [`icc ctx "my c${TAB}`, ['ctx', 'my cluster']],
  [`icc ctx 'my c${TAB}`, ['ctx', 'my cluster']],
  [`icc ctx it${TAB}`, ['ctx', "it's"]],
  [`icc ctx q${TAB}`, ['ctx', 'q"uoted']],
  [`icc ctx \\$${TAB}`, ['ctx', '$(touch ran)']],
  [`icc ctx '$(${TAB}`, ['ctx', '$(touch ran)']],
  [`icc ctx \\\`${TAB}`, ['ctx', '`touch ran`']],
  [`icc ctx colon:${TAB}`, ['ctx', 'colon:one:two']],
  [`icc ctx x=${TAB}`, ['ctx', 'x=y']],
  [`icc ctx admin@kube.example.org:${TAB}`, ['ctx', 'admin@kube.example.org:6443']],
  [`icc ctx back${TAB}`, ['ctx', 'back\\slash']],
  [`icc ctx sta${TAB}`, ['ctx', 'star*']],
  [`icc ctx semi${TAB}`, ['ctx', 'semi;touch ran']],
  [`icc ctx and${TAB}`, ['ctx', 'and&touch ran']],
  [`icc ctx über${TAB}`, ['ctx', 'über cluster']],
  [`icc ctx \\~${TAB}`, ['ctx', '~tilde']],
  [`icc ctx \\#${TAB}`, ['ctx', '#hash']],
  [`icc ctx new=pl${TAB}`, ['ctx', 'new=plain']],
  [`true; icc sta${TAB}`, ['status']],
]
