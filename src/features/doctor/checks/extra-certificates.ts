import { readTextFile } from '../../sites/text-file.ts'
import { ok, problem, warning, type Check } from '../check.ts'

/** The authorities that the user trusts besides the system's can be read: the runtime passes over a file that it cannot. */
export const extraCertificates: Check = {
  id: 'extra-certificates',
  async run({ ctx }) {
    if (ctx.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0')
      return warning(
        'NODE_TLS_REJECT_UNAUTHORIZED=0 is set: icc heeds it not, but other programs then trust everybody',
        'unset NODE_TLS_REJECT_UNAUTHORIZED',
      )
    const file = ctx.env['NODE_EXTRA_CA_CERTS']
    if (!file) return ok('none are set')
    const read = readTextFile(file)
    const unset = 'correct NODE_EXTRA_CA_CERTS, or unset it'
    if (read === 'missing') return problem(`${file}, which NODE_EXTRA_CA_CERTS names, is not there`, unset)
    if ('fault' in read) return problem(`${file} (NODE_EXTRA_CA_CERTS): ${read.fault.message}`, unset)
    const fault = (await ctx.probe()).certificatesProblem(read.text)
    if (fault !== undefined) return problem(`${file} (NODE_EXTRA_CA_CERTS) is of no use: ${fault}`, unset)
    return ok(`${file} can be read`)
  },
}
