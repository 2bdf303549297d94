import type { Input } from '../../../../src/features/scaffold/types.ts'

/** An input as a template would say it; all that is not given is left out. */
export function inputOf(given: Partial<Input>): Input {
  return {
    name: 'it',
    type: 'text',
    help: 'what it is',
    required: false,
    argument: false,
    list: false,
    default: undefined,
    offers: undefined,
    choices: undefined,
    when: undefined,
    minimum: undefined,
    maximum: undefined,
    form: 'label',
    longest: undefined,
    answers: undefined,
    ...given,
  }
}
