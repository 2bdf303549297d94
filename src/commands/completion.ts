import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { wrongCall } from '../errors.ts'
import { isShell, SHELLS, type Shell } from '../features/completion/shells/index.ts'
import { oneLine } from '../output.ts'

/** Of each shell: the file of its script, and the line that its start file gets. */
const INSTALLING: Readonly<Record<Shell, { file: string; startFile: string; line: string }>> = {
  bash: { file: 'icc.bash', startFile: '~/.bashrc', line: 'eval "$(icc completion bash)"' },
  zsh: { file: '_icc', startFile: '~/.zshrc', line: 'eval "$(icc completion zsh)"' },
  fish: { file: 'icc.fish', startFile: '~/.config/fish/config.fish', line: 'icc completion fish | source' },
  powershell: {
    file: 'icc.ps1',
    startFile: '$PROFILE',
    line: 'icc completion powershell | Out-String | Invoke-Expression',
  },
}

export const completion = defineCommand({
  name: 'completion',
  summary: 'let your shell complete icc at the TAB key',
  description:
    'Print the script that makes a shell complete commands, flags, contexts, namespaces, sites, kinds and rules. Without SHELL, say how to install it',
  arguments: ['[SHELL]'],
  argumentOffers: [SHELLS],
  options: {},
  examples: [
    ['icc completion', 'what to write where, for each shell'],
    ['eval "$(icc completion bash)"', 'in bash, and so in zsh: from now on in this shell'],
  ],
  async run(ctx, { args: [shell] }) {
    if (shell === undefined) return advise(ctx)
    if (!isShell(shell))
      throw wrongCall(`There is no script for ${oneLine(shell)}. There are: ${SHELLS.join(', ')}.`, 'icc completion')
    const script = ctx.assets.read(`completions/${INSTALLING[shell].file}`).trimEnd()
    ctx.output.result({ shell, script }, () => script)
  },
})

/** How to install each script, that of the user's own shell first. */
function advise(ctx: Context): void {
  const own = shellOf(ctx)
  const shells = [...SHELLS].toSorted((one, other) => Number(other === own) - Number(one === own))
  ctx.output.result(
    shells.map((shell) => {
      const { startFile, line } = INSTALLING[shell]
      return { shell, own: shell === own, startFile, line }
    }),
    (shown) =>
      [
        'One line in the file that your shell reads at its start; then open a new shell:',
        '',
        ...shown.flatMap(({ shell, own: isOwn, startFile, line }) => [
          `${ctx.output.style('bold', shell)}${isOwn ? ' (your shell)' : ''}, in ${startFile}:`,
          `  ${line}`,
        ]),
      ].join('\n'),
  )
}

/** By `$SHELL`, which Windows has not. */
function shellOf({ env, platform }: Context): Shell | undefined {
  const [, name] = /([^/\\]+?)(?:\.exe)?$/u.exec(env['SHELL'] ?? '') ?? []
  if (name === 'pwsh') return 'powershell'
  if (isShell(name)) return name
  return platform === 'win32' ? 'powershell' : undefined
}
