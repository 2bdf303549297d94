import type { Choice, Prompt } from '../../../../src/context.ts'
import type { DecideContext } from '../../../../src/features/scaffold/files/decide.ts'

export type Asked = { said: string[]; notices: string[]; questions: string[]; refused: string[] }

/**
 * A user at a terminal: the answers, in order. An answer is what is typed; of a choice, its value. What is refused is
 * collected, and the next answer is taken.
 */
export function user(
  cwd: string,
  answers: readonly (string | Error)[] = [],
): DecideContext & Asked & { signal: AbortSignal; prompt(): Promise<Prompt> } {
  const asked: Asked = { said: [], notices: [], questions: [], refused: [] }
  const left = [...answers]
  const next = (message: string): string => {
    asked.questions.push(message)
    const answer = left.shift()
    if (answer === undefined) throw new Error(`this test has no answer to: ${message}`)
    if (answer instanceof Error) throw answer
    return answer
  }
  return {
    ...asked,
    cwd,
    signal: new AbortController().signal,
    output: {
      notice: (text) => void asked.notices.push(text),
      verbatim: (text) => void asked.notices.push(text),
      status: (text) => void asked.said.push(text),
    },
    prompt: async () => ({
      confirm: notAsked,
      secret: notAsked,
      keys: notAsked,
      pick: async (message: string, choices: Choice[]) => {
        const answer = next(message)
        if (!choices.some(({ value }) => value === answer)) throw new Error(`${answer} is no choice`)
        return answer
      },
      text: async (message, question) => {
        for (;;) {
          const answer = next(message)
          const complaint = question?.validate?.(answer)
          if (complaint === undefined) return answer
          asked.refused.push(complaint)
        }
      },
    }),
  }
}

function notAsked(): never {
  throw new Error('this test has no answer to such a question')
}
