import type { Context } from '../../../context.ts'
import { IccError } from '../../../errors.ts'
import type { JsonObject } from '../../manifests/document.ts'
import { inputsUnasked, type GivenInputs } from '../inputs/resolve.ts'
import { evaluateFacts } from '../render.ts'
import { evaluate, renderText } from '../template/evaluate.ts'
import { isThere } from '../template/functions.ts'
import type { Template, Values } from '../types.ts'

/**
 * What a run wants the cluster for: `inputs` that nobody gave, or, where all are given, only `facts` and next steps, which do
 * without it; undefined where nothing would change. Nobody is asked to find that out.
 */
export async function clusterWish(
  ctx: Pick<Context, 'cwd'>,
  template: Template,
  given: GivenInputs,
  roots: Values,
): Promise<'inputs' | 'facts' | undefined> {
  const watched = watchedObject()
  const around = { ...roots, cluster: watched.object }
  try {
    const { values, isWhole, questions } = await inputsUnasked(ctx, template, given, around)
    const isOffering = questions.some(({ offers }) => offers?.names.includes('cluster'))
    if (!isWhole || isOffering || watched.wasLookedAt()) return 'inputs'
    const known = { ...around, ...evaluateFacts(template, { ...around, ...values }), ...values }
    for (const { when, text } of template.next)
      if (when === undefined || isThere(evaluate(when, known))) renderText(text, known)
    return watched.wasLookedAt() ? 'facts' : undefined
  } catch (error) {
    // It will come again, and be told then.
    if (error instanceof IccError) return 'inputs'
    throw error
  }
}

/** An object with nothing in it that remembers whether somebody looked. */
function watchedObject(): { object: JsonObject; wasLookedAt: () => boolean } {
  let looked = false
  const object = new Proxy<JsonObject>(
    {},
    {
      getOwnPropertyDescriptor() {
        looked = true
        return undefined
      },
      ownKeys() {
        looked = true
        return []
      },
    },
  )
  return { object, wasLookedAt: () => looked }
}
