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

/** The same function with a memory that lasts as long as its subjects: many rules ask the same of one object. */
export function rememberEach<Subject extends object, Answer>(
  answer: (subject: Subject) => Answer,
): (subject: Subject) => Answer {
  const known = new WeakMap<Subject, Answer>()
  return (subject) => {
    const found = known.get(subject)
    if (found !== undefined || known.has(subject)) return found as Answer
    const made = answer(subject)
    known.set(subject, made)
    return made
  }
}
