import type { AccessRequest, Kube, KubeResource } from '../../../context.ts'

/** What is asked of one cluster during a run, each question of the same kind only once. */
export type ServerQuestions = {
  kube: Kube
  /** The resources of a group and version. */
  resourcesOf: (groupVersion: string) => Promise<KubeResource[] | 'not-served' | 'forbidden'>
  /** What a SelfSubjectAccessReview says. */
  mayI: (request: AccessRequest) => Promise<boolean>
}

export function createQuestions(kube: Kube): ServerQuestions {
  return {
    kube,
    resourcesOf: once((groupVersion: string) => kube.resources(groupVersion)),
    mayI: once((request: AccessRequest) => kube.canI(request)),
  }
}

/** The answer to the same question, asked and failed once. */
function once<Question, Answer>(
  ask: (question: Question) => Promise<Answer>,
): (question: Question) => Promise<Answer> {
  const asked = new Map<string, Promise<Answer>>()
  return (question) => {
    const key = JSON.stringify(question)
    const answer = asked.get(key) ?? ask(question)
    asked.set(key, answer)
    return answer
  }
}
