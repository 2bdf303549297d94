/** More different texts than any project has of one sort; beyond that the memory begins anew. */
const MOST = 2000

/** The same function with a memory: a project has the same few names, labels and amounts again and again. */
export function remember<Answer>(answer: (text: string) => Answer): (text: string) => Answer {
  const known = new Map<string, { answer: Answer }>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found.answer
    const made = { answer: answer(text) }
    if (known.size === MOST) known.clear()
    known.set(text, made)
    return made.answer
  }
}
