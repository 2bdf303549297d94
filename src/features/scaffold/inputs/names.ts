import { isAddress, isAddressRange } from '../../manifests/address-range.ts'
import { hostFault } from '../../manifests/host.ts'
import { longestOf, nameFault, suggestName } from '../../manifests/names.ts'
import { placeholderIn } from '../../manifests/placeholder.ts'
import type { Input } from '../types.ts'
import { contentFault, refuse, suggesting, type Judge, type TypeCheck, type Verdict } from './verdict.ts'

const USUAL_NAME = 'web'
const USUAL_HOST = 'web.example.org'
const USUAL_RANGE = '192.0.2.0/24'

/** The name of an object. */
export const name: TypeCheck = { check: checkName, example: () => USUAL_NAME }

/** A host of an Ingress, or `*.` and the domain below which all are meant. */
export const host: TypeCheck = { check: checkHost, example: () => USUAL_HOST }

/** Who may come in: an address, or a range of them. */
export const addressRange: TypeCheck = {
  check: (text) =>
    isAddress(text) || isAddressRange(text)
      ? { value: text }
      : refuse('ingress-allow-list', 'this is neither an address nor a range of addresses', USUAL_RANGE),
  example: () => USUAL_RANGE,
}

function checkName(text: string, { form, longest: most = Infinity }: Input): Verdict {
  const longest = Math.min(most, longestOf(form))
  const judge: Judge = (one) => {
    const fault = nameFault(one, form)
    if (fault !== undefined) return { rule: 'name-invalid', message: `a name ${fault}` }
    if (one.length <= longest) return contentFault(one, 'identifier') ?? { value: one }
    return { rule: 'name-too-long', message: `this name has ${one.length} characters, and ${longest} is the most` }
  }
  const near = meantUnless(text, () => suggestName(text, form)?.slice(0, longest))
  return suggesting(text, judge, () => [near, near?.replace(/[-.]+$/u, '')], USUAL_NAME)
}

function checkHost(text: string): Verdict {
  const near = meantUnless(text, () => hostFault(text)?.meant ?? text.toLowerCase().replaceAll('_', '-'))
  return suggesting(text, judgeHost, () => [near], USUAL_HOST)
}

function judgeHost(text: string): ReturnType<Judge> {
  const fault = hostFault(text)
  if (fault !== undefined) return { rule: 'host-invalid', message: `a host ${fault.reason}` }
  return contentFault(text, 'identifier') ?? { value: text }
}

/** Of a placeholder nothing is meant. */
function meantUnless(text: string, meant: () => string | undefined): string | undefined {
  return placeholderIn(text, 'identifier') === undefined ? meant() : undefined
}
