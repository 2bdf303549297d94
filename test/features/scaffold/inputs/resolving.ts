import type { Prompt } from '../../../../src/context.ts'
import type { Json } from '../../../../src/features/manifests/document.ts'
import { resolveInputs, type GivenInputs } from '../../../../src/features/scaffold/inputs/resolve.ts'
import { parseExpression } from '../../../../src/features/scaffold/template/expression.ts'
import type { Expression, Input, Template, Values } from '../../../../src/features/scaffold/types.ts'
import { createTestContext, temporaryFolder } from '../../../support/run-icc.ts'

const PLACE = { file: 'template.yaml', line: 1 }

/** Of the same worth, whatever is known; undefined is what nobody knows. */
export function worth(value: Json | undefined): Expression {
  return {
    code: value === undefined ? { kind: 'name', name: 'gone' } : { kind: 'constant', value },
    names: [],
    place: PLACE,
  }
}

export function expression(text: string): Expression {
  return parseExpression(text, PLACE)
}

type Beside = { folder?: string; roots?: Values; prompt?: Partial<Prompt>; input?: string }

/** Resolves the inputs of a template `web`; with a prompt it is on a terminal. */
export function resolve(inputs: Input[], given: Partial<GivenInputs>, beside: Beside = {}) {
  const { folder = temporaryFolder(), roots = {}, prompt, input } = beside
  const ctx = createTestContext(
    {},
    {
      home: folder,
      terminal: { interactive: prompt !== undefined, stdout: false, columns: 80 },
      ...(prompt === undefined ? {} : { prompt: () => Promise.resolve(prompt as Prompt) }),
      ...(input === undefined ? {} : { input }),
    },
  )
  return resolveInputs(ctx, templateOf(inputs), { flags: {}, set: [], ...given }, roots)
}

function templateOf(inputs: Input[]): Template {
  return {
    kind: 'web',
    version: 1,
    summary: 'a web server',
    also: [],
    origin: 'icc',
    folder: 'templates/web',
    fileName: 'web.yaml',
    inputs,
    facts: [],
    manifests: [],
    private: false,
    refuse: [],
    next: [],
  }
}

/** What a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<Error & { code?: string; hint?: string }> {
  try {
    await promise
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('nothing failed')
}

/** The lines of a message, without their indentation. */
export function linesOf({ message }: Error): string[] {
  return message.split('\n').map((line) => line.trim())
}
