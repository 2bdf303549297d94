import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { contextsOfSite, SESSION_FILE, sessionFile, shellUser, withoutShell } from '../support/shells.ts'

/** Names that a prompt would run, or show as something else. */
const HOSTILE = '$(touch ran)`touch ran`%(!.touch ran.)\\$(touch ran)'

function inContext(name: string) {
  const user = shellUser()
  user.write('.kube/config', contextsOfSite({ [name]: 'w001-default' }, name))
  user.write(SESSION_FILE, sessionFile())
  return user
}

const SHOWN = /^haw\/w001-default \d+h\d\dm > $/u
const [bash, zsh, fish] = [withoutShell('bash'), withoutShell('zsh'), withoutShell('fish')]

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')

/** The line that the README gives for a shell. */
function fromReadme(shell: string): string {
  const [, line] = new RegExp(`^\`\`\`${shell}\\n(.*icc status --prompt.*)\\n\`\`\`$`, 'mu').exec(readme) ?? []
  if (line === undefined) throw new Error(`the README has no prompt for ${shell}`)
  return line
}

/** As the README says it, and as people write it who do not quote. */
const BASH = {
  'as the README says': `PS1='> '\n${fromReadme('bash')}\n`,
  'by PROMPT_COMMAND': `PS1="$(icc status --prompt) > "`,
}
const ZSH = {
  'as the README says': `PROMPT='> '\n${fromReadme('zsh')}\n`,
  'by precmd': `setopt prompt_subst; PROMPT="$(icc status --prompt) > "`,
}

test.skipIf(bash).each(Object.entries(BASH))(`bash shows it, %s${bash}`, async (_, line) => {
  const { stdout, stderr } = await inContext('haw').run('bash', ['-c', `${line}\nprintf %s "\${PS1@P}"`])
  expect({ stdout, stderr }).toEqual({ stdout: expect.stringMatching(SHOWN), stderr: '' })
})

test.skipIf(bash).each(Object.entries(BASH))(`bash runs nothing of a context's name, %s${bash}`, async (_, line) => {
  const user = inContext(HOSTILE)
  const { stdout } = await user.run('bash', ['-c', `${line}\nprintf %s "\${PS1@P}"`])
  expect(stdout).toContain('(touch ran)touch ran(!.touch ran.)(touch ran)/w001-default')
  expect(existsSync(join(user.home, 'ran'))).toBe(false)
})

test.skipIf(zsh).each(Object.entries(ZSH))(`zsh shows it, %s${zsh}`, async (_, line) => {
  const { stdout, stderr } = await inContext('haw').run('zsh', ['-fc', `${line}\nprint -nP "$PROMPT"`])
  expect({ stdout, stderr }).toEqual({ stdout: expect.stringMatching(SHOWN), stderr: '' })
})

test.skipIf(zsh).each(Object.entries(ZSH))(`zsh runs nothing of a context's name, %s${zsh}`, async (_, line) => {
  const user = inContext(HOSTILE)
  const { stdout } = await user.run('zsh', ['-fc', `${line}\nprint -nP "$PROMPT"`])
  expect(stdout).toContain('(touch ran)touch ran(!.touch ran.)(touch ran)/w001-default')
  expect(existsSync(join(user.home, 'ran'))).toBe(false)
})

test.skipIf(fish)(`fish shows it, and runs nothing of a context's name${fish}`, async () => {
  const line = `${fromReadme('fish')}\nfish_right_prompt`
  const good = await inContext('haw').run('fish', ['--no-config', '-c', line])
  expect(good).toMatchObject({ stdout: expect.stringMatching(/^haw\/w001-default \d+h\d\dm\n$/u), stderr: '' })
  const user = inContext(HOSTILE)
  expect((await user.run('fish', ['--no-config', '-c', line])).stdout).toContain('/w001-default')
  expect(existsSync(join(user.home, 'ran'))).toBe(false)
})
