import type { Json } from '../../manifests/document.ts'
import { excerpt } from '../../manifests/excerpt.ts'
import { placeholderIn, type TextUse } from '../../manifests/placeholder.ts'
import { credentialIn } from '../../manifests/secrets.ts'
import type { Input, Values } from '../types.ts'

/** Why a text cannot be the value of an input. */
export type Refusal = Fault & {
  /** A text that is accepted in its place. */
  example: string
}

/** A refusal that has no example yet. */
export type Fault = {
  /** The rule of `icc lint` that says so; undefined where no rule does. */
  rule: string | undefined
  /** What is wrong, to stand after the text and a colon: `a host may not have "_"`. */
  message: string
  /** What may be shown in place of a text that holds a secret. */
  conceals?: string
}

export type Verdict = { value: Json } | Refusal

/** What a text is judged beside: what the template's expressions know, and the folder that paths begin from. */
export type Around = { values: Values; cwd: string }

/** What is accepted as one type of input. */
export type TypeCheck = {
  check(text: string, input: Input, around: Around): Verdict
  /** A text that is accepted where nothing better is known. */
  example(input: Input, around: Around): string
}

/** Judges a text by itself. */
export type Judge = (text: string) => { value: Json } | Fault

/** What a judge says, with the first of the texts as example that it accepts, else the usual one. */
export function suggesting(
  text: string,
  judge: Judge,
  near: (fault: Fault) => readonly (string | undefined)[],
  usual: string,
): Verdict {
  const verdict = judge(text)
  if ('value' in verdict) return verdict
  const example = near(verdict).find((one) => one !== undefined && 'value' in judge(one))
  return { ...verdict, example: example ?? usual }
}

export function refuse(rule: string | undefined, message: string, example: string): Refusal {
  return { rule, message, example }
}

/** A placeholder that nobody filled in, or a credential, in a text that goes into the manifest. */
export function contentFault(text: string, use: TextUse): Fault | undefined {
  const credential = credentialIn(text)
  if (credential !== undefined)
    return {
      rule: 'secret-plain-text',
      message: `this holds ${credential}, for everybody who can read the manifest`,
      conceals: '...',
    }
  const placeholder = placeholderIn(text, use)
  if (placeholder === undefined) return undefined
  const what = use === 'text' ? 'this' : `"${excerpt(placeholder)}"`
  return { rule: 'placeholder', message: `${what} is a placeholder that nobody filled in` }
}
