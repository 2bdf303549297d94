import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Context } from '../../../../src/context.ts'
import { writeHead, type Run } from '../../../../src/features/scaffold/files/head.ts'
import type { UpdateDeps } from '../../../../src/features/scaffold/update/rerun.ts'
import { withTemplates } from '../../../../src/features/scaffold/update/templates.ts'
import type { Template, Values } from '../../../../src/features/scaffold/types.ts'
import { createTestContext } from '../../../support/run-icc.ts'
import { user, type Asked } from '../files/user.ts'

const deployment = (version: 1 | 2): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ name }}
  annotations:
    issuer: {{ issuer }}
spec:
  replicas: {{ replicas }}
${version === 1 ? '' : '  revisionHistoryLimit: 2 # old ones are kept\n'}  template:
    image: {{ image }}
    class: {{ class }}
    memory: ${version === 1 ? '128Mi' : '256Mi'}
`

const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ name }}\n'
const budget = 'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: {{ name }}\n'

const definition = (version: 1 | 2): string => `version: ${version}
summary: a Deployment
manifests: [service.yaml, deployment.yaml${version === 1 ? '' : ', budget.yaml'}]
inputs:
  name:
    type: name
    argument: true
    required: true
    help: name of all
  replicas:
    type: integer
    default: 1
    help: how many
  image:
    type: image
    required: true
    help: what runs
  class:
    type: choice
    choices: site.classes
    help: class
${version === 1 ? '  old:\n    type: flag\n    default: true\n    help: of old\n' : '  extra:\n    type: text\n    default: new\n    help: of late\n'}facts:
  issuer: first(site.issuers)
${version === 1 ? '  zone: first(site.zones)\n' : ''}`

/** A project whose template `app` is at version 2, with version 1 kept. */
export const TEMPLATES: Readonly<Record<string, string>> = {
  'app/template.yaml': definition(2),
  'app/deployment.yaml': deployment(2),
  'app/service.yaml': service,
  'app/budget.yaml': budget,
  'app/v1/template.yaml': definition(1),
  'app/v1/deployment.yaml': deployment(1),
  'app/v1/service.yaml': service,
}

export const RUN: Run = {
  kind: 'app',
  version: 1,
  manifests: ['service.yaml', 'deployment.yaml'],
  argument: 'web',
  words: [
    { flag: 'replicas', value: '1' },
    { flag: 'image', value: 'web:1.0' },
    { flag: 'class', value: 'fast' },
    { flag: 'old', value: true },
  ],
  options: { site: 'generic', kubeVersion: '1.34', minimal: false, comments: true },
  facts: { issuer: 'first', zone: 'a' },
}

export const SITE: Values = { site: { classes: ['fast', 'slow'], issuers: ['second'], zones: ['b'] } }

export type Project = {
  ctx: Context & Asked
  deps: UpdateDeps
  roots: Values
  /** Puts a text below the head of a run; as it was rendered, if nothing is done to it. */
  write(change?: (text: string) => string, run?: Run): Promise<void>
  /** What the newest template makes with the facts of now, without anything changed by hand. */
  newest(change?: (text: string) => string): Promise<string>
}

export function project(answers: readonly (string | Error)[] = [], templates = TEMPLATES): Project {
  const base = createTestContext()
  const asked = user(base.cwd, answers)
  const ctx = { ...base, ...asked, output: { ...base.output, ...asked.output } }
  for (const [name, text] of Object.entries(templates)) {
    const path = join(ctx.cwd, '.icc/templates', name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  const made: Project = {
    ctx,
    roots: SITE,
    deps: withTemplates(ctx, (_template: Template, run: Run) => ({
      ...made.roots,
      kubernetes: Number(run.options.kubeVersion.slice(2)),
    })),
    async write(change = (text) => text, run = RUN) {
      const text = [...writeHead(run), await made.deps.render(run)].join('\n')
      writeFileSync(join(ctx.cwd, 'web.yaml'), change(text))
    },
    async newest(change = (text) => text) {
      const run = await made.deps.renew({ ...RUN, words: RUN.words.slice(0, -1) }, await made.deps.newest('app'))
      return change([...writeHead(run), await made.deps.render(run)].join('\n'))
    },
  }
  return made
}
