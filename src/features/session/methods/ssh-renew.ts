import type { Ssh, SshDestination } from '../../../context.ts'
import { ExitCode, IccError, wrongCall } from '../../../errors.ts'
import { oneLine } from '../../../output.ts'
import type { Site } from '../../sites/profile.ts'
import { need } from '../../sites/need.ts'
import { endAt } from '../deadline.ts'
import { importFromHost } from '../import/import-text.ts'
import { allowProgram, judgeImport } from '../import/judge-import.ts'
import { seenFromOutside } from './from-outside.ts'
import type { SignIn, SignInContext, SignInRequest } from './method.ts'
import { readRenewal, renewalCommand } from './ssh-script.ts'

/** Where kubectl looks, in the user's home there. */
const KUBECONFIG = '~/.kube/config'

/** Where the certificate is renewed: how to get there, what to run, which file to take, and how one would type the way. */
type Node = { destination: SshDestination; command: string; kubeconfig: string; typed: string }

/**
 * Signs in on an access node: runs the site's command there by the user's own ssh, which renews a client certificate,
 * and takes the kubeconfig of that host. What the host prints is data; nothing of it is run.
 *
 * @throws `usage`, `import-runs-program` (exit 2), the `ssh-` codes (exit 1), `import-expired`, `sign-in-timeout`
 * (exit 4), the other `import-` codes (exit 1), `cancelled` (exit 130)
 */
export async function signInBySsh(ctx: SignInContext, request: SignInRequest): Promise<SignIn> {
  const { site, allowExec, screen } = request
  const ssh = await ctx.ssh()
  const node = nodeOf(ctx, request, ssh)
  const text = kubeconfigOf(site, node, await runThere(ctx, ssh, request, node))
  const { host } = node.destination
  const again = `${node.typed}, see what ${node.command} does there, then: icc login --site ${site.id}`
  const source = importFromHost(`The kubeconfig of ${host}`, host, text, again)
  const origin = { method: 'ssh-renew', called: `the kubeconfig of ${host}`, again } as const
  const imported = await judgeImport(ctx, site, source, origin)
  if (imported.runs !== undefined)
    await allowProgram(ctx, imported.runs, {
      allowed: allowExec,
      canAsk: ctx.terminal.interactive,
      show: (program) => screen.showProgram(program),
      call: `icc login --site ${site.id}`,
    })
  return { kind: 'imported', imported }
}

function nodeOf(ctx: SignInContext, { site, username }: SignInRequest, ssh: Ssh): Node {
  const { host, port, command, kubeconfig = KUBECONFIG } = need(ctx, site, 'login.ssh')
  if (username !== undefined && !/^[\w.@\\+][\w.@\\+-]*$/u.test(username))
    throw wrongCall(
      `"${oneLine(username)}" is no user name for ssh. Nothing was changed.`,
      `icc login --site ${site.id} --username NAME`,
    )
  const destination = { host, port, user: username, jumpHost: site.profile.network?.jumpHost }
  return { destination, command, kubeconfig, typed: ssh.typed(destination) }
}

async function runThere(ctx: SignInContext, ssh: Ssh, request: SignInRequest, node: Node): Promise<string> {
  const { destination, command, kubeconfig } = node
  const mayAsk = ctx.terminal.interactive
  ctx.output.status(`Running ${command} on ${destination.host} by ssh.`)
  const ending = endAt(ctx, request.deadline, tooLate(request.site))
  try {
    const { stdout } = await ssh.run({
      ...destination,
      command: renewalCommand(command, kubeconfig),
      mayAsk,
      // A person may be told there what to do; whoever reads the end of a script's log has the failure.
      onRemark: (line) => (mayAsk ? ctx.output.notice(`ssh: ${line}`) : ctx.output.debug(`ssh: ${line}`)),
      signal: ending.signal,
    })
    return stdout
  } catch (error) {
    throw seenFromOutside(request.site, error)
  } finally {
    ending.cancel()
  }
}

function tooLate(site: Site): IccError {
  return new IccError('sign-in-timeout', 'The time for the sign-in is over. Nothing was changed here.', {
    exitCode: ExitCode.signIn,
    hint: `icc login --site ${site.id}, with a longer --timeout if the access node needs it`,
  })
}

function kubeconfigOf(site: Site, node: Node, stdout: string): string {
  const { destination, command, kubeconfig, typed } = node
  const { host } = destination
  const renewal = readRenewal(stdout)
  switch (renewal.kind) {
    case 'renewed':
      return renewal.kubeconfig
    case 'not-run': {
      const said = lastLine(renewal.printed)
      const what = said === '' ? 'and says nothing' : `and says: ${said}.`
      throw failed(
        'ssh-no-shell',
        `${host} lets you in, but runs nothing for you, ${what}`,
        `try: ${typed} ${command}`,
      )
    }
    case 'cut-off':
      throw failed('ssh-lost', `The answer of ${host} breaks off.`, `try again: icc login --site ${site.id}`)
    case 'no-kubeconfig':
      throw failed(
        'ssh-no-kubeconfig',
        `${command} ended well on ${host}, but there is no file ${kubeconfig} that you may read.`,
        `${typed}, and look where ${command} writes to; login.ssh.kubeconfig of the profile names the file: icc site show ${site.id}`,
      )
    case 'failed': {
      const said = lastLine(renewal.printed)
      if (renewal.exitCode === 127)
        throw failed(
          'ssh-command-missing',
          `There is no command ${command} for you on ${host}${said === '' ? '' : ` (${said})`}.`,
          `ask your campus, and correct login.ssh.command of the profile: icc site show ${site.id}`,
        )
      throw failed(
        'ssh-command-failed',
        `${command} on ${host} failed with exit code ${renewal.exitCode}${said === '' ? ' and said nothing' : `: ${said}`}.`,
        `see what it wants: ${typed} -t ${command}`,
      )
    }
  }
}

function failed(code: string, what: string, hint: string): IccError {
  return new IccError(code, `${what} Nothing was changed here.`, { hint })
}

/** As one line for people; no longer than a few of a terminal. */
function lastLine(text: string): string {
  const line = text.split('\n').findLast((one) => oneLine(one).trim() !== '') ?? ''
  return oneLine(line).trim().slice(0, 300).replace(/\.$/u, '')
}
