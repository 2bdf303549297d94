import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { wrongCall } from '../errors.ts'
import type { Login, LoginOutcome } from '../features/session/login.ts'
import type { Profile } from '../features/sites/schema.ts'
import { oneLine } from '../output.ts'
import { answerColumns, wrapped } from '../wrapped-text.ts'
import { durationText, idleText, momentText, parseDuration } from '../time-text.ts'

/** A secret in a command line is lost: the shell keeps it, and every program can read it. */
const NOT_HERE =
  'Passwords and tokens do not belong into a command line, which others on this computer can read and your shell keeps. icc asks for them, or reads them with --password-stdin or --token-stdin. Nothing was sent.'

export const login = defineCommand({
  name: 'login',
  summary: 'sign in and write the kubeconfig',
  description:
    'Sign in the way your campus has (identity provider, token, name and password, access node, or the kubeconfig file that its portal gave you), and write a kubeconfig entry: credential, cluster, and your personal namespace as default. Other entries are left alone',
  arguments: [],
  options: {
    method: {
      type: 'value',
      placeholder: 'METHOD',
      description: "how to sign in, instead of the site's own way",
      choices: ['device', 'browser', 'kubeconfig', 'token', 'ldap-basic', 'ssh-renew'],
    },
    credential: {
      type: 'value',
      placeholder: 'KIND',
      description: 'what the kubeconfig holds: the token itself, or a call of icc that renews it (default: auto)',
      choices: ['auto', 'inline', 'exec'],
    },
    browser: {
      type: 'flag',
      description: 'open the page in a browser at once',
      negated: 'do not offer to open a browser',
    },
    use: {
      type: 'flag',
      description: 'make the context current (default: at the first sign-in only)',
      negated: 'stay in the context that is current',
    },
    context: {
      type: 'value',
      placeholder: 'NAME',
      offers: 'context',
      description: "name of the context (default: the site's)",
    },
    namespace: {
      type: 'value',
      short: 'n',
      placeholder: 'NS',
      description: 'default namespace, instead of your own',
    },
    import: {
      type: 'value',
      placeholder: 'FILE',
      description: "sign in with a kubeconfig from your campus's portal; - reads standard input",
    },
    'allow-exec': {
      type: 'flag',
      description: 'import a kubeconfig that makes kubectl run a program (otherwise icc asks)',
    },
    username: {
      type: 'value',
      placeholder: 'NAME',
      description: 'your name at the sign-in service or the access node',
    },
    'password-stdin': { type: 'flag', description: 'read the password from standard input (otherwise icc asks)' },
    'token-stdin': { type: 'flag', description: 'read the token from standard input (otherwise icc asks)' },
    'dry-run': { type: 'flag', description: 'sign in, show what would be written, write nothing' },
    timeout: {
      type: 'value',
      placeholder: 'TIME',
      description: 'how long to wait for you, such as 90s or 10m (default: 10m)',
    },
  },
  instead: {
    '--password': NOT_HERE,
    '--token': NOT_HERE,
    '': `Name the campus with --site. ${NOT_HERE}`,
  },
  examples: [
    ['icc login', 'sign in where you signed in last'],
    ['icc login --site haw-icc', 'sign in at a certain campus'],
    ['icc login --site haw-icc --import ~/Downloads/config.txt', 'with the file from the portal'],
    ['icc login --site csc-rahti --token-stdin < token.txt', 'with a token from a web page'],
    ['icc login --credential exec -n my-project', 'renew short tokens; start in my-project'],
  ],
  async run(ctx, { options }) {
    const timeout = parseDuration(options.timeout ?? '10m')
    if (timeout === undefined)
      throw wrongCall(`--timeout ${options.timeout ?? ''} is no length of time.`, again(ctx, '--timeout 10m'))
    const { nameProblem } = await import('../features/namespaces/name.ts')
    const problem = options.namespace === undefined ? undefined : nameProblem(options.namespace)
    if (problem !== undefined)
      throw wrongCall(`"${options.namespace}" cannot be a namespace: ${problem}.`, again(ctx, '--namespace NAME'))
    if (options.context === '') throw wrongCall('--context needs a name.', again(ctx, '--context NAME'))
    const { siteInUse } = await import('../features/session/which-site.ts')
    const { loadSite } = await import('../features/sites/load.ts')
    const { login: signIn } = await import('../features/session/login.ts')
    const { createSignInScreen } = await import('./sign-in-screen.ts')
    const site = loadSite(ctx, await siteInUse(ctx))
    const outcome = await signIn(ctx, {
      site,
      method: options.method,
      credential: options.credential ?? 'auto',
      browser: options.browser === undefined ? 'on-request' : options.browser ? 'at-once' : 'never',
      use: options.use === undefined ? 'auto' : options.use ? 'yes' : 'no',
      context: options.context,
      namespace: options.namespace,
      dryRun: options['dry-run'] ?? false,
      timeout,
      screen: createSignInScreen(ctx),
      importFrom: options.import,
      allowExec: options['allow-exec'] ?? false,
      username: options.username,
      passwordFromInput: options['password-stdin'] ?? false,
      tokenFromInput: options['token-stdin'] ?? false,
    })
    const { changes } = outcome
    if (changes) {
      const { secretFreeDiff } = await import('../features/session/secret-free-diff.ts')
      const diff = secretFreeDiff(changes)
      ctx.output.result({ ...outcome.login, diff }, (shown) => rehearsalText(shown.diff))
    } else {
      ctx.output.result(outcome.login, (shown) => loginText(ctx, shown, outcome, site.profile))
    }
  },
})

/** The command line that does it right, at the site that the wrong one named. */
function again({ siteFlag }: Context, option: string): string {
  return siteFlag === undefined ? `icc login ${option}` : `icc login --site ${siteFlag} ${option}`
}

function rehearsalText(diff: readonly string[]): string {
  if (diff.length === 0) return 'Signed in. Nothing would be changed. Nothing was written.'
  return ['Signed in. This would be changed (secrets are not shown); nothing was written:', ...diff].join('\n')
}

function loginText(
  ctx: Context,
  done: Login,
  { switched, renewed, isCurrent, imported }: LoginOutcome,
  { namespace: rules }: Pick<Profile, 'namespace'>,
): string {
  const now = ctx.clock.now()
  const until = `${momentText(done.sessionEndsAt, now)} (${durationText(Date.parse(done.sessionEndsAt) - now)})${idleText(done.idleEndsAt, now)}`
  const from = done.previousContext === null ? '' : `, before: ${done.previousContext} (back: icc ctx -)`
  const context = switched ? `${done.context}, now current${from}` : done.context
  const namespace = done.namespace ?? 'none of your own: icc ns NAME chooses one'
  const lines = [
    `${renewed ? 'Signed in again' : 'Signed in'} as ${ctx.output.style('bold', done.username)} at ${done.site} until ${until}.`,
    `  context     ${context}`,
    `  namespace   ${namespace}`,
    `  kubeconfig  ${done.kubeconfig}`,
  ]
  if (imported?.runs !== undefined) lines.push(`  credential  kubectl runs ${oneLine(imported.runs)}`)
  else if (done.credential === 'exec') lines.push('  credential  short-lived tokens, renewed as you work')
  if (imported?.file !== undefined)
    lines.push(`${oneLine(imported.file)} holds a credential, and is no longer needed: delete it.`)
  if (done.namespace === null && rules?.missingHint !== undefined) lines.push(oneLine(rules.missingHint))
  const work = done.namespace === null ? 'icc ns' : 'kubectl get pods'
  lines.push(`Next: ${isCurrent ? work : `icc ctx ${done.context}`}`)
  return wrapped(lines.join('\n'), answerColumns(ctx.terminal))
}
