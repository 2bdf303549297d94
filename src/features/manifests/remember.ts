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

/**
 * The same function with a memory that lasts as long as its subjects: for what must be one and the same each time. It
 * costs some fifty bytes a subject.
 */
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

/** As many subjects as all but the largest projects have. */
const MOST_SUBJECTS = 20_000

/**
 * The same function with a memory for the subjects that were asked about last: many rules ask the same of one object.
 * In a project beyond all measure it answers anew, where its memory would take more than the objects themselves.
 */
export function rememberRecent<Subject extends object, Answer>(
  answer: (subject: Subject) => Answer,
): (subject: Subject) => Answer {
  let known = new WeakMap<Subject, Answer>()
  let count = 0
  return (subject) => {
    const found = known.get(subject)
    if (found !== undefined || known.has(subject)) return found as Answer
    const made = answer(subject)
    if (count === MOST_SUBJECTS) [known, count] = [new WeakMap(), 0]
    known.set(subject, made)
    count += 1
    return made
  }
}
