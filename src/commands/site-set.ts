import { defineCommand } from '../command.ts'
import { wrongCall } from '../errors.ts'
import { answerColumns, wrapped } from '../wrapped-text.ts'

export const siteSet = defineCommand({
  name: 'set',
  summary: 'write down a value that a profile does not say',
  description:
    'Write one value into your own profile of a site, on top of the one there is: what a campus tells its members and does not publish. KEY is the path of a field, such as those that icc site show lists as missing; a list has commas. Without --site, the site that commands are about now',
  arguments: ['KEY=VALUE'],
  options: {},
  examples: [
    ['icc site set login.oidc.clientId=icc --site mycampus', 'the client id that your campus told you'],
    ['icc site set login.oidc.scopes=openid,profile,email', 'a list, for the site you are working at'],
  ],
  async run(ctx, { args: [assignment = ''] }) {
    const [, key, value] = /^([^=]+)=(.+)$/su.exec(assignment) ?? []
    if (key === undefined || value === undefined)
      throw wrongCall(
        `Expected KEY=VALUE, found "${assignment}". Nothing was written.`,
        'icc site set login.oidc.clientId=VALUE',
      )
    const { setSiteValue } = await import('../features/sites/set-value.ts')
    const { siteInUse } = await import('../features/session/which-site.ts')
    const site = await siteInUse(ctx)
    const changed = await setSiteValue(ctx, { site, key: key.trim(), text: value.trim() })
    ctx.output.result({ ...changed, previous: changed.previous ?? null }, (shown) => {
      const before = shown.previous === null ? '' : ` Before: ${textOf(shown.previous)}.`
      const text = `${shown.key} of ${shown.site} is ${textOf(shown.value)}.${before}\nWritten in ${shown.file}.`
      return wrapped(text, answerColumns(ctx.terminal))
    })
  },
})

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
